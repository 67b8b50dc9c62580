using System.Text.RegularExpressions;

namespace Lms.EmbeddedPostgres.Roots;

/// <summary>One archive that the machine's apt is configured for, in either of apt's formats.</summary>
/// <param name="Uris">Mirrors, any scheme apt knows.</param>
/// <param name="Suites">Releases, for example <c>bookworm</c> and <c>bookworm-updates</c>.</param>
/// <param name="Components">For example <c>main</c>.</param>
/// <param name="SignedBy">Key files or an embedded key, as written; null: apt's own trusted keys.</param>
internal sealed partial record AptSource(
    IReadOnlyList<string> Uris, IReadOnlyList<string> Suites, IReadOnlyList<string> Components, string? SignedBy)
{
    /// <summary>Reads <c>deb [signed-by=FILE] URI SUITE COMPONENT…</c> lines.</summary>
    public static IEnumerable<AptSource> ParseLines(string text)
    {
        foreach (var line in text.Split('\n'))
        {
            if (OneLine().Match(line) is not { Success: true } match)
                continue;
            var keys = SignedByOption().Match(match.Groups["options"].Value);
            yield return new AptSource(
                [match.Groups["uri"].Value],
                [match.Groups["suite"].Value],
                Words(match.Groups["components"].Value),
                keys.Success ? keys.Groups["keys"].Value : null);
        }
    }

    /// <summary>Reads the stanzas of a deb822 file: fields, continued by indented lines, until an empty line.</summary>
    public static IEnumerable<AptSource> ParseStanzas(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Where(line => !line.StartsWith('#'));
        foreach (var stanza in Regex.Split(string.Join('\n', lines), @"\n[ \t]*\n", RegexOptions.None, Patience))
        {
            var fields = Fields(stanza);
            if (fields.GetValueOrDefault("Enabled", "yes").Trim() is "no" or "false" || !Words(fields.GetValueOrDefault("Types", "")).Contains("deb"))
                continue;
            yield return new AptSource(
                Words(fields.GetValueOrDefault("URIs", "")),
                Words(fields.GetValueOrDefault("Suites", "")),
                Words(fields.GetValueOrDefault("Components", "")),
                fields.TryGetValue("Signed-By", out var keys) ? keys.Trim() : null);
        }
    }

    /// <summary>A deb822 stanza for another release of the same archive, reduced to the list of packages.</summary>
    public string ToStanza(string suite) => $"""
        Types: deb
        URIs: {string.Join(' ', Uris)}
        Suites: {suite}
        Components: main
        Targets: Packages
        {(SignedBy is null ? "" : $"Signed-By: {SignedBy}")}

        """.TrimEnd() + "\n";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private static Dictionary<string, string> Fields(string stanza)
    {
        var fields = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var name = "";
        foreach (var line in stanza.Split('\n'))
        {
            if (line.StartsWith(' ') || line.StartsWith('\t'))
            {
                if (name.Length > 0)
                    fields[name] += "\n" + line;
            }
            else if (line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0)
            {
                name = line[..colon];
                fields[name] = line[(colon + 1)..];
            }
        }

        return fields;
    }

    private static string[] Words(string text) =>
        text.Split([' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    [GeneratedRegex(
        @"^\s*deb\s+(\[(?<options>[^\]]*)\]\s+)?(?<uri>\S+)\s+(?<suite>\S+)(?<components>[^#]*)",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000)]
    private static partial Regex OneLine();

    [GeneratedRegex(
        @"(^|\s)signed-by=(?<keys>\S+)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex SignedByOption();
}
