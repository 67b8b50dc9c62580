using System.Net;
using Lms.ServiceDefaults.Settings;
using Microsoft.Extensions.Configuration;

namespace Lms.ServiceDefaults.Proxies;

/// <summary>The setting <c>Lms:TrustedProxies</c>: whom a service believes when they say for whom they ask.</summary>
public static class TrustedProxies
{
    /// <summary>Its key in section <c>Lms</c>.</summary>
    public const string Key = "TrustedProxies";

    private const string BelieveAll = "FORWARDEDHEADERS_ENABLED";

    /// <summary>Reads it; empty when nobody is trusted.</summary>
    /// <param name="root">Section <c>Lms</c>.</param>
    /// <param name="faults">Where faults go.</param>
    /// <param name="configuration">All of the configuration.</param>
    public static IReadOnlyList<IPNetwork> Read(SettingsSection root, SettingsFaults faults, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(faults);
        ArgumentNullException.ThrowIfNull(configuration);
        // Where it is set, the framework believes the headers of whoever sends them.
        if (bool.TryParse(configuration[BelieveAll], out var believesAll) && believesAll)
            faults.Add(BelieveAll, "it lets anybody choose the address that the audit keeps; name the proxies in Lms:TrustedProxies instead");
        return root.List<IPNetwork>(Key, "an IP address or a network such as 10.0.0.7, 10.0.0.0/8 or fd00::/8", ProxyNetwork.TryParse);
    }
}
