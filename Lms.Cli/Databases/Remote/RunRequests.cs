using Lms.Contracts.Client;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations;

namespace Lms.Cli.Databases.Remote;

/// <summary>Changes as a worker is asked for them.</summary>
internal static class RunRequests
{
    /// <param name="change">What is asked for.</param>
    /// <param name="database">The database.</param>
    /// <param name="terms">How.</param>
    /// <param name="reason">Why; null when nothing was said.</param>
    public static RunRequestDocument ToRequest(this Change change, string database, RunTerms terms, string? reason)
    {
        var request = new RunRequestDocument
        {
            // New with each call: what is repeated by hand is asked for again.
            RequestId = Guid.NewGuid().ToString(),
            Database = database,
            Kind = KindOf(change),
            Reason = reason,
            When = terms.When,
            OverrideWindow = terms.OverrideWindow,
            Pace = terms.Pace.ToDocument(),
        };
        return change switch
        {
            Change.Migrate { Request: var migrate } => request with { To = migrate.To?.ToString(), OutOfOrder = migrate.AllowOutOfOrder },
            Change.Rollback { Request: RollbackRequest.All } => request with { All = true },
            Change.Rollback { Request: RollbackRequest.DownTo down } => request with { To = down.Version.ToString() },
            Change.Rollback { Request: RollbackRequest.Last last } => request with { Steps = last.Steps },
            Change.Seed seed => request with { Scale = seed.Scale },
            Change.Baseline baseline => request with { To = baseline.To.ToString() },
            Change.Mark mark => request with { Version = mark.Version.ToString(), As = mark.State.Wire() },
            _ => request,
        };
    }

    /// <summary>Asks what that request would do now.</summary>
    public static PlanQuery ToPlanQuery(this RunRequestDocument request) => new()
    {
        Direction = request.Kind == RunKinds.Rollback ? "down" : "up",
        To = request.To,
        Steps = request.Steps,
        All = request.All,
        OutOfOrder = request.OutOfOrder,
    };

    private static string KindOf(Change change) => change switch
    {
        Change.Migrate => RunKinds.Migrate,
        Change.Rollback => RunKinds.Rollback,
        Change.Seed => RunKinds.Seed,
        Change.Repair => RunKinds.Repair,
        Change.Baseline => RunKinds.Baseline,
        Change.Mark => RunKinds.Mark,
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "A change that no worker knows."),
    };
}
