using System.Text.RegularExpressions;

namespace Lms.Migrations.Windows;

/// <summary>Finds time zones by the names of the IANA database, as the machine's zone data has them.</summary>
internal static partial class ZoneNames
{
    private const int MostSuggestions = 3;
    private const int NearEdits = 2;

    // Read when a name is not found as it is written, and then once: it opens every zone of the machine.
    private static readonly Lazy<Dictionary<string, string>> Listed = new(() =>
    {
        // Else zones that are in no list are in this one as well, when .NET has read them before.
        TimeZoneInfo.ClearCachedData();
        return TimeZoneInfo
            .GetSystemTimeZones(skipSorting: true)
            .Where(zone => zone.Id != TimeZoneInfo.Utc.Id)
            .ToDictionary(zone => zone.Id, zone => zone.Id, StringComparer.OrdinalIgnoreCase);
    });

    /// <summary>Finds a zone; null when there is none of that name, and what to write instead among the faults.</summary>
    public static TimeZoneInfo? Find(string name, List<string> faults)
    {
        if (name.Equals(TimeZoneInfo.Utc.Id, StringComparison.OrdinalIgnoreCase))
            return TimeZoneInfo.Utc;

        if (Load(name) is { } zone)
            return zone;

        if (Listed.Value.TryGetValue(name, out var listed) && Load(listed) is { } sameButForCase)
            return sameButForCase;

        faults.Add(Listed.Value.Count == 0
            ? $"zone '{name}' cannot be looked up, for this machine has no time zone data: install the package tzdata, or write the times in UTC"
            : $"there is no zone '{name}'; {Suggestion(name)}");
        return null;
    }

    // A zone that .NET has read before it finds in any case; a name must mean the same on every call.
    private static TimeZoneInfo? Load(string name) =>
        Form().IsMatch(name)
        && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone)
        && zone.Id == name
            ? zone
            : null;

    private static string Suggestion(string name)
    {
        var wanted = name.Replace(' ', '_');
        var near = Listed.Value.Keys
            .Where(known => IsCity(known, wanted) || Edits(known, wanted) <= NearEdits)
            .OrderBy(known => Edits(known, wanted)).ThenBy(known => known, StringComparer.Ordinal)
            .Take(MostSuggestions).ToArray();
        return near.Length == 0
            ? "write the name of an IANA zone, such as Europe/Berlin, or UTC"
            : $"perhaps {string.Join(" or ", near)} is meant";
    }

    private static bool IsCity(string zone, string name) =>
        zone[(zone.LastIndexOf('/') + 1)..].Equals(name[(name.LastIndexOf('/') + 1)..], StringComparison.OrdinalIgnoreCase);

    /// <summary>How many letters must be added, taken away or replaced to make one of the other, whatever the case.</summary>
    private static int Edits(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var at = 0; at < one.Length; at++)
        {
            var diagonal = row[0]++;
            for (var to = 0; to < other.Length; to++)
            {
                var replaced = diagonal + (char.ToUpperInvariant(one[at]) == char.ToUpperInvariant(other[to]) ? 0 : 1);
                diagonal = row[to + 1];
                row[to + 1] = Math.Min(replaced, Math.Min(diagonal, row[to]) + 1);
            }
        }

        return row[^1];
    }

    // A name is a path below the directory of zone data. Every zone of the database begins with a capital, and none of the other
    // files there does, such as localtime, which is another zone on each machine.
    [GeneratedRegex(@"^[A-Z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();
}
