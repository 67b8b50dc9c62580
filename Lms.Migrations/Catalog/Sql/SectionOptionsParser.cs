namespace Lms.Migrations.Catalog.Sql;

/// <summary>Reads the <c>name:value</c> pairs after a marker.</summary>
internal static class SectionOptionsParser
{
    private const string Known = "transaction, lock_timeout, statement_timeout and window";
    private const string KnownOfBackfill = "table, key, batch, undo, sum, lock_timeout, statement_timeout and window";

    private static readonly TimeSpan LeastLockTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MostLockTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostStatementTimeout = TimeSpan.FromDays(7);

    /// <summary>Reads all pairs but those that only a backfill has; each fault is a sentence about one of them.</summary>
    public static SectionOptions Parse(SectionMarker marker, List<string> faults)
    {
        var options = SectionOptions.Default;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, value) in Pairs(marker.OptionText))
        {
            var isBackfill = marker.Kind == SectionKind.Backfill;
            if (marker.Kind == SectionKind.Verify)
                faults.Add($"option '{name}' has no place here: a verify section takes no options");
            else if (!seen.Add(name))
                faults.Add($"option '{name}' is given twice");
            else if (isBackfill && name == "transaction")
                faults.Add("option 'transaction' has no place here: a backfill commits batch by batch");
            else if (!isBackfill || !BackfillOptions.Names.Contains(name))
                options = Apply(options, name, value, isBackfill ? KnownOfBackfill : Known, faults);
        }

        return options;
    }

    /// <summary>Name and value of each pair.</summary>
    public static IEnumerable<(string Name, string Value)> Pairs(string optionText) =>
        SplitOutsideQuotes(optionText, char.IsWhiteSpace).Where(pair => pair.Length > 0).Select(Split);

    /// <summary>Divides a text at separators, except within double quotes, which enclose an identifier.</summary>
    public static IEnumerable<string> SplitOutsideQuotes(string text, Func<char, bool> isSeparator)
    {
        var start = 0;
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            isQuoted ^= text[at] == '"';
            if (isQuoted || !isSeparator(text[at]))
                continue;

            yield return text[start..at];
            start = at + 1;
        }

        yield return text[start..];
    }

    private static SectionOptions Apply(SectionOptions options, string name, string value, string known, List<string> faults)
    {
        switch (name, value)
        {
            case ("transaction", "true" or "false"):
                return options with { Transaction = value == "true" };
            case ("transaction", _):
                faults.Add($"transaction:{value} is neither transaction:true nor transaction:false");
                return options;
            case ("lock_timeout", _):
                return options with { LockTimeout = ReadDuration(name, value, LeastLockTimeout, MostLockTimeout, faults) };
            case ("statement_timeout", _):
                return options with { StatementTimeout = ReadDuration(name, value, TimeSpan.Zero, MostStatementTimeout, faults) };
            case ("window", "required"):
                return options with { RequiresWindow = true };
            case ("window", _):
                faults.Add($"window:{value} is not known; the only value is window:required");
                return options;
            default:
                faults.Add($"unknown option '{name}'; known are {known}");
                return options;
        }
    }

    private static TimeSpan? ReadDuration(string name, string value, TimeSpan least, TimeSpan most, List<string> faults)
    {
        if (!Duration.TryParse(value, out var duration))
            faults.Add($"{name}:{value} is not a duration; write a number and a unit: 500ms, 2s, 5min, 1h");
        else if (duration < least || duration > most)
            faults.Add($"{name}:{value} is out of range; it must be from {Duration.Format(least)} to {Duration.Format(most)}");
        else
            return duration;

        return null;
    }

    private static (string Name, string Value) Split(string pair)
    {
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (pair, "") : (pair[..colon], pair[(colon + 1)..]);
    }
}
