using Lms.Migrations.History;

namespace Lms.Cli.Output.Views;

/// <summary>Draws what is wrong with a history, and what was repaired.</summary>
internal static class RepairView
{
    public static void DrawFindings(ICanvas canvas, string database, IReadOnlyList<RepairFinding> findings)
    {
        if (findings.Count == 0)
        {
            canvas.Line(Phrase.Good("✓ "), Phrase.Strong(database), ": nothing to repair");
            return;
        }

        canvas.Line(Phrase.Strong(database), $": {HumanText.Count(findings.Count, "finding")}");
        foreach (var finding in findings)
        {
            canvas.Line("  ", StatusView.StateOf(finding.State), "  ", Phrase.Strong(Id(finding)));
            canvas.Line($"    {finding.Explanation}");
            canvas.Line("    ", Phrase.Accent("→ "), finding.Remedy);
        }
    }

    public static void DrawRepaired(ICanvas canvas, string database, IReadOnlyList<RepairFinding> repaired)
    {
        foreach (var finding in repaired)
            canvas.Line(Phrase.Good("✓ "), Phrase.Strong(database), $": repaired {Id(finding)}");
    }

    private static string Id(RepairFinding finding) => $"{finding.Version}-{finding.Name}";
}
