using Lms.Contracts.Access;

namespace Lms.Cli.Output.Views.Server;

/// <summary>Draws who tried what, newest first.</summary>
internal static class AuditView
{
    public static void Draw(ICanvas canvas, AuditPageDocument page)
    {
        var table = new TextTable("At", "Action", "By", "On", "Database", "From") { Elastic = 3, Expendable = [5], LastResort = [4] };
        foreach (var entry in page.Entries)
        {
            table.AddWithNote(
                Words(entry), HumanText.Of(entry.At), ActionOf(entry), By(entry), entry.Target ?? "", entry.Database ?? "", entry.Address);
        }

        canvas.Table(table);
        if (page.Entries.Count == 0)
            canvas.Line("No line of the audit fits.");
        if (page.Next is { } next)
            canvas.Line(Phrase.Accent("→ "), $"older ones: the same with --before {next}");
    }

    private static Phrase ActionOf(AuditEntryDocument entry) => entry.Outcome switch
    {
        "accepted" => Phrase.Good($"✓ {entry.Action}"),
        // Its worker died, or lost its platform, before it could say how that ended.
        "asked" => Phrase.Notice($"? {entry.Action}"),
        _ => Phrase.Bad($"✗ {entry.Action} {entry.Status}"),
    };

    private static string By(AuditEntryDocument entry) => entry.Actor is { } actor ? $"{actor} ({entry.Role})" : "unknown";

    private static string Words(AuditEntryDocument entry)
    {
        string?[] words = [entry.Reason, entry.Detail];
        return string.Join("; ", words.Where(word => !string.IsNullOrEmpty(word))).ReplaceLineEndings(" ");
    }
}
