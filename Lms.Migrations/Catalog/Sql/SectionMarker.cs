namespace Lms.Migrations.Catalog.Sql;

internal enum SectionKind
{
    Up,
    Verify,
    Down,
}

/// <summary>A line such as <c>-- migrate:up transaction:false</c>.</summary>
internal sealed record SectionMarker(SectionKind Kind, string OptionText, int Line)
{
    private const string Keyword = "migrate";

    /// <summary>True when a comment means to be a marker, well written or not.</summary>
    public static bool IsIntended(ReadOnlySpan<char> comment)
    {
        var content = comment[2..].TrimStart();
        return content.StartsWith(Keyword, StringComparison.OrdinalIgnoreCase) && content[Keyword.Length..].TrimStart().StartsWith(':');
    }

    /// <summary>Reads a marker; null with the reason when it is not well written.</summary>
    /// <param name="comment">The comment, dashes included.</param>
    /// <param name="line">Its 1-based line.</param>
    /// <param name="startsLine">Whether it begins in the first column.</param>
    /// <param name="fault">Why it was not accepted.</param>
    public static SectionMarker? Read(ReadOnlySpan<char> comment, int line, bool startsLine, out string? fault)
    {
        var content = comment[2..].TrimStart();
        var section = content.StartsWith(Keyword + ":", StringComparison.Ordinal) ? content[(Keyword.Length + 1)..] : [];
        var nameEnd = section.IndexOfAny(' ', '\t');
        var name = nameEnd < 0 ? section : section[..nameEnd];
        SectionKind? kind = name switch
        {
            "up" => SectionKind.Up,
            "verify" => SectionKind.Verify,
            "down" => SectionKind.Down,
            _ => null,
        };

        fault = true switch
        {
            _ when name.IsEmpty => "this marker is not well written; markers are '-- migrate:up', '-- migrate:verify' and '-- migrate:down', in lower case",
            _ when kind is null => $"unknown section '{name}'; a migration has the sections up, verify and down",
            _ when !startsLine => "a marker must begin in the first column",
            _ => null,
        };
        return fault is null ? new SectionMarker(kind!.Value, section[name.Length..].Trim().ToString(), line) : null;
    }
}
