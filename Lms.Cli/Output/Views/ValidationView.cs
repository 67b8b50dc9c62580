using Lms.Contracts.Databases;

namespace Lms.Cli.Output.Views;

/// <summary>Draws what validation found.</summary>
internal static class ValidationView
{
    public static void Draw(ICanvas canvas, ValidationDocument validation)
    {
        var sign = validation.Valid ? Phrase.Good("✓ ") : Phrase.Bad("✗ ");
        var compared = validation.Compared ? ", compared with the database" : ", not compared with a database";
        canvas.Line(sign, Phrase.Strong(validation.Name), $": {HumanText.Count(validation.Files, "file")} read{compared}");
        foreach (var finding in validation.Findings)
        {
            var id = finding.Version is { } version ? $"{version}-{finding.Name} " : "";
            canvas.Line(
                "  ", finding.IsRefused ? Phrase.Bad("✗ ") : Phrase.Notice("! "), Phrase.Strong(id), Phrase.Faint($"[{finding.State}] "),
                finding.Explanation);
            canvas.Line("    ", Phrase.Accent("→ "), finding.Remedy);
        }
    }
}
