using Lms.Contracts.Databases;
using Lms.Migrations;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Seeding;

namespace Lms.Cli.Databases;

/// <summary>One database as commands see it: over the engine in this process, or over a worker.</summary>
internal interface IDatabase
{
    /// <summary>What people call it.</summary>
    string Name { get; }

    DatabaseEngine Engine { get; }

    /// <summary>Its changes of data that run in batches.</summary>
    IBackfills Backfills { get; }

    Task<DatabaseStatus> GetStatusAsync(CancellationToken cancellationToken);

    /// <summary>What a change would run as things stand now, with what would be in its way if it were asked for on these terms.</summary>
    Task<ShownPlan> PlanAsync(Change.Planned change, RunTerms terms, CancellationToken cancellationToken);

    /// <summary>The catalog held against the database.</summary>
    Task<ValidationDocument> ValidateAsync(CancellationToken cancellationToken);

    Task<HistoryPage> GetHistoryAsync(HistoryQuery query, CancellationToken cancellationToken);

    /// <summary>What a repair would put right, and what it cannot.</summary>
    Task<IReadOnlyList<RepairFinding>> ExamineAsync(CancellationToken cancellationToken);

    Task<IReadOnlyList<SeederStatus>> GetSeedersAsync(CancellationToken cancellationToken);

    /// <summary>Asks for a change. In this process it begins when its events are read; a worker begins it when it can.</summary>
    /// <param name="change">What.</param>
    /// <param name="terms">How.</param>
    /// <param name="cancellationToken">The command's own: the first Ctrl+C. What that means to the run is the run's business.</param>
    Task<RunHandle> StartAsync(Change change, RunTerms terms, CancellationToken cancellationToken);
}
