using Lms.Cli.Commands;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations.History;

namespace Lms.Cli.Output.Views.Server;

/// <summary>Draws how a watched run ended that ended well: what the command that asked for it would have drawn.</summary>
internal static class RunOutcomeView
{
    public static void Draw(ICanvas canvas, RunDocument run, RunRecord record)
    {
        var database = run.Request.Database;
        var result = run.Result ?? new RunResultDocument();
        switch (run.Request.Kind)
        {
            case RunKinds.Seed:
                SeedView.DrawResult(canvas, database, result.Seeders);
                break;
            case RunKinds.Repair:
                RepairView.DrawRepaired(canvas, database, [.. result.Repaired.Select(StatusMapping.ToFinding)]);
                break;
            case RunKinds.Baseline:
                EntryView.DrawAdopted(canvas, database, [.. result.Entries.Select(StatusMapping.ToStatus)]);
                break;
            case RunKinds.Mark when result.Entries is [var marked]:
                EntryView.DrawMarked(canvas, database, marked.ToStatus(), run.Request.As == "applied" ? MarkedState.Applied : MarkedState.Pending);
                break;
            case var _ when record.Result is { } done:
                RunView.Draw(canvas, done, record.Backfills);
                break;
            default:
                break;
        }
    }
}
