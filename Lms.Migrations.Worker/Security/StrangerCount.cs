namespace Lms.Migrations.Worker.Security;

/// <summary>Bounds what the audit keeps of those who show no valid token: so many rows of each network in a minute, and one more that says
/// how many were left out.</summary>
internal sealed class StrangerCount
{
    /// <summary>Rows of one network before the rest is only counted.</summary>
    public const int Most = 10;

    /// <summary>Where those are counted for whom there is no room to count them by themselves.</summary>
    public const string Others = "many addresses";

    private const int MostNetworks = 10_000;
    private readonly Lock gate = new();
    private Dictionary<string, int> counts = new(StringComparer.Ordinal);

    /// <summary>Counts a request.</summary>
    /// <returns>Whether it gets a row of its own.</returns>
    public bool Admit(string network)
    {
        lock (gate)
        {
            var counted = counts.Count < MostNetworks || counts.ContainsKey(network) ? network : Others;
            return (counts[counted] = counts.GetValueOrDefault(counted) + 1) <= Most;
        }
    }

    /// <summary>How many were left out by network, and begins anew.</summary>
    public IReadOnlyList<(string Network, int Requests)> TakeLeftOut()
    {
        lock (gate)
        {
            var taken = counts;
            counts = new Dictionary<string, int>(StringComparer.Ordinal);
            return [.. taken.Where(entry => entry.Value > Most).Select(entry => (entry.Key, entry.Value - Most))];
        }
    }
}
