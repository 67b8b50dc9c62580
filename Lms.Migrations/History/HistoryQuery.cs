using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;

namespace Lms.Migrations.History;

/// <summary>Which events to show: those that fit everything that is given. Newest first, a page at a time.</summary>
public sealed record HistoryQuery
{
    private const int MostEvents = 1_000;
    private const int LongestText = 200;

    // No file's name is longer.
    private const int LongestVersion = 255;

    /// <summary>How many events at the most. Range 1–1,000.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Only events recorded before the one of this number, which is not shown itself: <see cref="HistoryPage.Next"/> of the
    /// page before. At least 1; null for the newest.</summary>
    public long? Before { get; init; }

    /// <summary>What happened, any of these; empty for anything.</summary>
    public IReadOnlyList<HistoryEventKind> Kinds { get; init; } = [];

    /// <summary>How it ended.</summary>
    public HistoryOutcome? Outcome { get; init; }

    /// <summary>Who asked, letter for letter.</summary>
    public string? Actor { get; init; }

    /// <summary>The migration concerned; 1 and 001 are the same.</summary>
    public MigrationVersion? Version { get; init; }

    /// <summary>The request that it was part of.</summary>
    public Guid? RunId { get; init; }

    /// <summary>Not earlier than this, by the server's clock.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Earlier than this, by the server's clock; later than <see cref="From"/>.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>A piece of the name, the reason, the error or the detail, as it stands there but for upper and lower case.
    /// 1–200 characters, of which none has a meaning of its own.</summary>
    public string? Text { get; init; }

    /// <summary>Checks every range.</summary>
    /// <exception cref="RequestException">A value is out of its range; the message names it and the range.</exception>
    public void Validate()
    {
        OptionRange.Check(nameof(Limit), Limit, 1, MostEvents);
        if (Before < 1)
            throw new RequestException($"{nameof(Before)} is {Before}; it must be the number of an event, from 1.");
        if (From >= To)
            throw new RequestException($"{nameof(From)} is {From:O} and {nameof(To)} {To:O}; {nameof(From)} must be the earlier one.");
        foreach (var kind in Kinds)
            CheckKnown(nameof(Kinds), kind, HistoryTerms.Term);
        if (Outcome is { } outcome)
            CheckKnown(nameof(Outcome), outcome, HistoryTerms.Term);
        CheckLength(nameof(Version), Version?.ToString(), "digits", LongestVersion);
        CheckLength(nameof(Text), Text, "characters", LongestText);
        CheckStorable(nameof(Text), Text);
        CheckStorable(nameof(Actor), Actor);
    }

    private static void CheckKnown<T>(string name, T value, Func<T, string> term)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
            throw new RequestException($"{name} has {value}; known are {string.Join(", ", Enum.GetValues<T>().Select(term))}.");
    }

    private static void CheckLength(string name, string? text, string unit, int most)
    {
        if (text is not null && (text.Length < 1 || text.Length > most))
            throw new RequestException($"{name} has {text.Length} {unit}; it must have from 1 to {most}.");
    }

    // No server takes it, so that no event has it.
    private static void CheckStorable(string name, string? text)
    {
        if (text?.Contains('\0', StringComparison.Ordinal) == true)
            throw new RequestException($"{name} has the character U+0000; it must be of characters that a text can hold.");
    }
}
