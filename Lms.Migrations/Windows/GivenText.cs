namespace Lms.Migrations.Windows;

/// <summary>Text as people hand it in, made fit to be stored, quoted in messages and printed on a terminal.</summary>
internal static class GivenText
{
    /// <summary>Characters that the text of a window or of a freeze's span may have; far more than any needs.</summary>
    public const int LongestSpan = 200;

    /// <summary>Reads one line: white space becomes single blanks, none at either end.</summary>
    /// <param name="name">What the text is, for a fault: <c>the window</c>.</param>
    /// <param name="text">The text.</param>
    /// <param name="longest">Characters it may have.</param>
    /// <param name="faults">Takes what is wrong with it, without repeating it.</param>
    /// <returns>The line; null when it has a fault.</returns>
    public static string? Read(string name, string? text, int longest, List<string> faults)
    {
        var line = string.Join(' ', (text ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (line.Length == 0)
            faults.Add($"{name} is empty");
        else if (line.Length > longest)
            faults.Add($"{name} is longer than {longest} characters");
        else if (line.Any(char.IsControl))
            faults.Add($"{name} holds a control character");
        else
            return line;

        return null;
    }
}
