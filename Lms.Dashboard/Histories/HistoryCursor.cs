using System.Globalization;

namespace Lms.Dashboard.Histories;

/// <summary>How far somebody has turned the pages of several databases' histories: for each the id to go on before.</summary>
/// <remarks>Written as <c>lms~120.withdrawals~45</c>; <c>lms~0</c> says that nothing of it is left.</remarks>
public sealed record HistoryCursor(IReadOnlyDictionary<string, long> Before)
{
    private const char Between = '.';
    private const char Within = '~';

    public static HistoryCursor Start { get; } = new(new Dictionary<string, long>());

    /// <summary>Null for the newest page of a database.</summary>
    public long? Of(string database) => Before.TryGetValue(database, out var id) ? id : null;

    public bool IsDone(string database) => Of(database) == 0;

    /// <summary>What cannot be read leads to the newest page.</summary>
    public static HistoryCursor Parse(string? text)
    {
        var before = new Dictionary<string, long>();
        foreach (var part in (text ?? "").Split(Between, StringSplitOptions.RemoveEmptyEntries))
        {
            var at = part.LastIndexOf(Within);
            if (at > 0 && long.TryParse(part.AsSpan(at + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                before[Uri.UnescapeDataString(part[..at])] = id;
        }

        return new HistoryCursor(before);
    }

    public override string ToString() => string.Join(Between, Before.OrderBy(entry => entry.Key, StringComparer.Ordinal)
        .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{Escaped(entry.Key)}{Within}{entry.Value}")));

    private static string Escaped(string name) =>
        Uri.EscapeDataString(name).Replace(".", "%2E", StringComparison.Ordinal).Replace("~", "%7E", StringComparison.Ordinal);
}
