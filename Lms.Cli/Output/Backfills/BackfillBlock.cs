using Lms.Migrations.Backfills;

namespace Lms.Cli.Output.Backfills;

/// <summary>The live lines of a backfill: a bar, figures, and what holds it back. Fits itself to the terminal.</summary>
internal static class BackfillBlock
{
    private const string Indent = "    ";
    private const string Gap = "  ";
    private const int ShortestBar = 16;
    private const int LongestBar = 40;
    private const string Eighths = " ▏▎▍▌▋▊▉";

    /// <summary>The lines, each beginning with a line feed, for a terminal of so many columns.</summary>
    public static IEnumerable<Phrase> Draw(BackfillStatus status, int width)
    {
        string[] figures = [.. BackfillText.Progress(status)];
        var fraction = BackfillMeasure.Of(status).Fraction;
        var room = width - Indent.Length - Gap.Length - string.Join(Gap, figures).Length;
        var bar = Math.Min(room >= ShortestBar ? room : width - Indent.Length, LongestBar);

        if (fraction is { } done && bar > 0)
        {
            yield return $"\n{Indent}";
            foreach (var phrase in Bar(done, bar))
                yield return phrase;
        }

        if (fraction is not null && room >= ShortestBar)
            yield return Gap + string.Join(Gap, figures);
        else
            yield return string.Concat(Lines(figures, width - Indent.Length).Select(line => $"\n{Indent}{line}"));

        foreach (var phrase in Trouble(status))
        {
            yield return $"\n{Indent}";
            yield return phrase;
        }
    }

    /// <summary>What stands below the figures.</summary>
    private static IEnumerable<Phrase> Trouble(BackfillStatus status)
    {
        if (BackfillText.Hold(status) is { } hold)
            yield return Phrase.Notice(hold);
        if (status.Chunks.Failed > 0)
            yield return Phrase.Bad($"{HumanText.Count(status.Chunks.Failed, "chunk")} failed: {status.Error}");
    }

    /// <summary>Full blocks and an eighth of one, so that a long backfill is seen to move.</summary>
    private static IEnumerable<Phrase> Bar(double fraction, int width)
    {
        var eighths = (int)(Math.Clamp(fraction, 0, 1) * width * 8);
        var full = new string('█', eighths / 8);
        var part = eighths % 8 == 0 ? "" : Eighths[eighths % 8].ToString();
        yield return Phrase.Accent(full + part);
        yield return Phrase.Faint(new string('░', width - full.Length - part.Length));
    }

    /// <summary>As many figures on each line as it holds.</summary>
    private static IEnumerable<string> Lines(IEnumerable<string> figures, int width)
    {
        var line = "";
        foreach (var figure in figures)
        {
            if (line.Length > 0 && line.Length + Gap.Length + figure.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? figure : line + Gap + figure;
        }

        yield return line;
    }
}
