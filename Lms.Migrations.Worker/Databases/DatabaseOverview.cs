using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Migrations.Failures;
using Lms.Migrations.Worker.Api;
using Lms.Migrations.Worker.Coordination;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Windows;

namespace Lms.Migrations.Worker.Databases;

/// <summary>A database at a glance: also one that does not answer.</summary>
internal sealed class DatabaseOverview(
    DatabaseReading reading, ICoordinator coordinator, RunDocuments documents, WindowBook windows)
{
    private static readonly RunState[] Open =
        [RunState.Running, RunState.Paused, RunState.Interrupted, RunState.Queued, RunState.WaitingForWindow, RunState.WaitingForApproval];

    public async Task<DatabaseDocument> OfAsync(DatabaseTarget target, CancellationToken cancellationToken)
    {
        var run = await FindRunAsync(target.Name, cancellationToken);
        var window = windows.Describe(target.Name);
        var empty = new DatabaseDocument(target.Name, EngineName.Of(target.Engine), null, null, null, run, window, LastChange: null, Error: null);
        try
        {
            var status = await reading.StatusAsync(target.Name, cancellationToken);
            var last = await reading.LastChangeAsync(target.Name, cancellationToken);
            return empty with { Applied = status.Applied, Pending = status.Pending, Failed = status.Failed, LastChange = last?.ToDocument() };
        }
        catch (MigrationException exception)
        {
            return empty with { Error = exception.ToFailure(target.Name) };
        }
    }

    /// <summary>The run that is under way, else the oldest that waits.</summary>
    private async Task<Contracts.Runs.RunDocument?> FindRunAsync(string database, CancellationToken cancellationToken)
    {
        var open = await coordinator.ListAsync(new RunQuery { Database = database, States = Open, Limit = 200 }, cancellationToken);
        var next = open.Runs.FirstOrDefault(run => RunTransitions.IsUnderWay(run.State)) ?? (open.Runs.Count == 0 ? null : open.Runs[^1]);
        return next is null ? null : documents.Of(next);
    }
}
