using System.Net;

namespace Lms.Dashboard.Settings;

/// <summary>What the dashboard is told at its start.</summary>
internal sealed record DashboardSettings
{
    /// <summary>Where workers answer; any of them can be asked anything. At least one.</summary>
    public required IReadOnlyList<Uri> Workers { get; init; }

    /// <summary>Where the keys lie by which cookies are sealed; null: where the platform keeps such keys for its user.</summary>
    /// <remarks>Several dashboards behind one address share them, or whoever signed in at one is a stranger to the next.</remarks>
    public string? KeyDirectory { get; init; }

    /// <summary>Proxies whose word counts for whom they ask, by which scheme and under which name; none to believe nobody.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>Whether it ends when its standard input does.</summary>
    public bool StopsWithInput { get; init; }
}
