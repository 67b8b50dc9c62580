using Lms.ServiceDefaults;
using Lms.ServiceDefaults.Proxies;
using Lms.ServiceDefaults.Settings;

namespace Lms.Dashboard.Settings;

/// <summary>Reads and checks section <c>Lms</c> of the configuration: files, environment variables, the command line.</summary>
/// <remarks>In an environment variable, <c>Lms:Workers:0</c> is <c>Lms__Workers__0</c>.</remarks>
internal static class SettingsReader
{
    private const string Section = "Lms";
    private static readonly Uri DefaultWorker = new("http://127.0.0.1:5180");

    /// <exception cref="ServiceConfigurationException">Something is wrong; all of it is said at once.</exception>
    public static DashboardSettings Read(IConfiguration configuration)
    {
        var faults = new SettingsFaults();
        var root = new SettingsSection(configuration.GetSection(Section), faults);
        root.AllowOnly("Workers", "Keys", TrustedProxies.Key, "StopsWithInput");
        var settings = new DashboardSettings
        {
            Workers = ReadWorkers(root),
            KeyDirectory = root.Text("Keys"),
            TrustedProxies = TrustedProxies.Read(root, faults, configuration),
            StopsWithInput = root.Flag("StopsWithInput") ?? false,
        };
        faults.ThrowIfAny();
        return settings;
    }

    private static List<Uri> ReadWorkers(SettingsSection root)
    {
        var workers = new List<Uri>();
        foreach (var text in root.Texts("Workers"))
        {
            if (Uri.TryCreate(text, UriKind.Absolute, out var worker) && worker.Scheme is "http" or "https" && worker.UserInfo.Length == 0)
                workers.Add(worker);
            else
                root.Fault("Workers", $"'{text}' is not the address of a worker, such as {DefaultWorker.GetLeftPart(UriPartial.Authority)}");
        }

        return workers.Count > 0 ? workers : [DefaultWorker];
    }
}
