using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Logging;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Migrations;
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
            async (target, found, token) =>
            {
                var editor = session.EditorFor(target);
                var findings = await editor.ExamineAsync(token);
                if (!session.Settings.IsJson)
                    RepairView.DrawFindings(session.Terminal.OutCanvas, target.Name, findings);

                var repairs = findings.Any(finding => finding.IsRepairable);
                if (repairs)
                    await RepairAsync(session, target, editor, findings.Count(finding => finding.IsRepairable), token);
                found(ToDocument(target, findings, repairs));
                return ExitCode.Done;
            },
            cancellationToken);
    }

    private static async Task RepairAsync(Session session, DatabaseTarget target, HistoryEditor editor, int count, CancellationToken cancellationToken)
    {
        await Confirmation.AskAsync(session, $"Repair {(count == 1 ? "this entry" : $"these {count} entries")} of {target.Name}?", cancellationToken);
        var repaired = await editor.RepairAsync(cancellationToken);
        foreach (var finding in repaired)
            Log.Repaired(session.Log.For(target.Name), $"{finding.Version}-{finding.Name}", finding.State.Wire(), session.Settings.Reason ?? "none given");
        if (!session.Settings.IsJson)
            RepairView.DrawRepaired(session.Terminal.OutCanvas, target.Name, repaired);
    }

    private static RepairDocument ToDocument(DatabaseTarget target, IReadOnlyList<RepairFinding> findings, bool repaired) => new(
        target.Name, EngineName.Of(target.Engine),
        [.. findings.Select(finding => new RepairFindingDocument(
            finding.Version.ToString(), finding.Name, finding.State.Wire(), finding.Explanation, finding.Remedy, finding.IsRepairable))],
        repaired);
}
