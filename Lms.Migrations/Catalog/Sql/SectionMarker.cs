namespace Lms.Migrations.Catalog.Sql;

internal enum SectionKind
{
    Up,

    /// <summary>Instead of up: a change of data, cut into batches.</summary>
    Backfill,
    Verify,
    Down,
}

/// <summary>A line such as <c>-- migrate:up transaction:false</c>.</summary>
internal sealed record SectionMarker(SectionKind Kind, string OptionText, int Line)
{
    private const string Keyword = "migrate";

    /// <summary>True when a comment means to be a marker, well written or not.</summary>
    /// <remarks>Near misses count (<c>-- Migrate: down</c>, <c>-- migrate down</c>): taken for prose, what follows a
    /// misspelt down marker would run with the up section. <c>-- migrate: see the wiki</c> is prose.</remarks>
    public static bool IsIntended(ReadOnlySpan<char> comment)
    {
        var content = comment.TrimStart('-').Trim();
        if (!content.StartsWith(Keyword, StringComparison.OrdinalIgnoreCase))
            return false;

        var rest = content[Keyword.Length..].TrimStart();
        if (!rest.StartsWith(':'))
            return KindOf(rest) is not null;

        var section = rest[1..];
        return section.IsEmpty || !char.IsWhiteSpace(section[0]) || KindOf(FirstWord(section.TrimStart())) is not null;
    }

    /// <summary>Reads a comment that <see cref="IsIntended"/>; null when it names no section.</summary>
    /// <param name="comment">The comment, dashes included.</param>
    /// <param name="line">Its 1-based line.</param>
    /// <param name="startsLine">Whether it begins in the first column.</param>
    /// <param name="fault">What is wrong with it. A marker that is badly written still opens its section, so that the
    /// faults in that section are found too.</param>
    public static SectionMarker? Read(ReadOnlySpan<char> comment, int line, bool startsLine, out string? fault)
    {
        var section = comment.TrimStart('-').TrimStart()[Keyword.Length..].TrimStart().TrimStart(':').TrimStart();
        var name = FirstWord(section);
        var kind = KindOf(name);
        fault = true switch
        {
            _ when kind is null && !name.IsEmpty => $"unknown section '{name}'; a migration has the sections up or backfill, verify and down",
            _ when kind is null || !IsWellWritten(comment, kind.Value) =>
                "this marker is not well written; markers are '-- migrate:up', '-- migrate:backfill', '-- migrate:verify' and '-- migrate:down', in lower case",
            _ when !startsLine => "a marker must begin in the first column",
            _ => null,
        };
        return kind is null ? null : new SectionMarker(kind.Value, section[name.Length..].Trim().ToString(), line);
    }

    /// <summary>The section's name as a marker writes it.</summary>
    public static string NameOf(SectionKind kind) => kind switch
    {
        SectionKind.Up => "up",
        SectionKind.Backfill => "backfill",
        SectionKind.Verify => "verify",
        _ => "down",
    };

    private static bool IsWellWritten(ReadOnlySpan<char> comment, SectionKind kind)
    {
        var content = comment[2..].TrimStart();
        return content.StartsWith(Keyword + ":", StringComparison.Ordinal)
            && content[(Keyword.Length + 1)..].StartsWith(NameOf(kind), StringComparison.Ordinal);
    }

    private static SectionKind? KindOf(ReadOnlySpan<char> name) => true switch
    {
        _ when name.Equals("up", StringComparison.OrdinalIgnoreCase) => SectionKind.Up,
        _ when name.Equals("backfill", StringComparison.OrdinalIgnoreCase) => SectionKind.Backfill,
        _ when name.Equals("verify", StringComparison.OrdinalIgnoreCase) => SectionKind.Verify,
        _ when name.Equals("down", StringComparison.OrdinalIgnoreCase) => SectionKind.Down,
        _ => null,
    };

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> text)
    {
        var end = text.IndexOfAny(' ', '\t');
        return end < 0 ? text : text[..end];
    }
}
