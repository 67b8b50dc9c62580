namespace Lms.Migrations.Catalog.Sql;

/// <summary>Reads the <c>name:value</c> pairs after a marker.</summary>
internal static class SectionOptionsParser
{
    private static readonly TimeSpan LeastLockTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MostLockTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MostStatementTimeout = TimeSpan.FromDays(7);

    /// <summary>Reads all pairs; each fault is a sentence about one of them.</summary>
    public static SectionOptions Parse(SectionMarker marker, List<string> faults)
    {
        var options = SectionOptions.Default;
        if (marker.OptionText.Length == 0)
            return options;

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pair in marker.OptionText.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = Split(pair);
            if (marker.Kind == SectionKind.Verify)
                faults.Add($"option '{name}' has no place here: a verify section takes no options");
            else if (!seen.Add(name))
                faults.Add($"option '{name}' is given twice");
            else
                options = Apply(options, name, value, faults);
        }

        return options;
    }

    private static SectionOptions Apply(SectionOptions options, string name, string value, List<string> faults)
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
                faults.Add($"unknown option '{name}'; known are transaction, lock_timeout, statement_timeout and window");
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
