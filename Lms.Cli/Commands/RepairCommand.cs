using System.CommandLine;
using Lms.Cli.Databases;
using Lms.Cli.Logging;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Migrations.History;

namespace Lms.Cli.Commands;

/// <summary><c>lms repair</c>: explains failed and drifted entries, asks, then clears or re-aligns them.</summary>
internal static class RepairCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var command = new Command("repair", "Explain failed and drifted entries, then clear or re-align them; asks first.");
        boundary.Bind(command, RunAsync);
        return command;
    }

    private static Task<int> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var loop = new DatabaseLoop<RepairDocument>(session, DocumentContext.Default.DocumentRepairDocument);
        return loop.ChangeEachAsync(
            async (database, found, token) =>
            {
                var findings = await database.ExamineAsync(token);
                if (!session.Settings.IsJson)
                    RepairView.DrawFindings(session.Terminal.OutCanvas, database.Name, findings);

                var repairs = findings.Any(finding => finding.IsRepairable);
                if (repairs)
                    await RepairAsync(session, database, findings.Count(finding => finding.IsRepairable), token);
                found(ToDocument(database, findings, repairs));
                return ExitCode.Done;
            },
            cancellationToken);
    }

    private static async Task RepairAsync(Session session, IDatabase database, int count, CancellationToken cancellationToken)
    {
        await Confirmation.AskAsync(session, $"Repair {(count == 1 ? "this entry" : $"these {count} entries")} of {database.Name}?", cancellationToken);
        var repaired = (await Edits.ExecuteAsync<EntriesRepaired>(session, database, new Change.Repair(), cancellationToken)).Findings;
        foreach (var finding in repaired)
            Log.Repaired(session.Log.For(database.Name), $"{finding.Version}-{finding.Name}", finding.State.Wire(), session.Settings.Reason ?? "none given");
        if (!session.Settings.IsJson)
            RepairView.DrawRepaired(session.Terminal.OutCanvas, database.Name, repaired);
    }

    private static RepairDocument ToDocument(IDatabase database, IReadOnlyList<RepairFinding> findings, bool repaired) => new(
        database.Name, EngineName.Of(database.Engine),
        [.. findings.Select(StatusMapping.ToDocument)],
        repaired);
}
