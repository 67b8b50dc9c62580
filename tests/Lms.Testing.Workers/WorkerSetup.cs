using System.Globalization;
using Lms.Contracts.Access;

namespace Lms.Testing.Workers;

/// <summary>The configuration of a worker under test, as it stands in environment variables.</summary>
public sealed class WorkerSetup
{
    private readonly Dictionary<string, string> settings = [];
    private int databases;

    /// <param name="platform">Connection string to the platform database.</param>
    /// <param name="name">The worker's name.</param>
    public WorkerSetup(string platform, string name = "worker")
    {
        AdminToken = TokenText.Create().ToString();
        Set("Lms:Name", name);
        Set("Lms:Platform:Connection", platform);
        Set("Lms:BootstrapToken", AdminToken);
        Set("Lms:ServerPatience", "1m");
        Set("Logging:LogLevel:Default", "Warning");
    }

    private WorkerSetup(WorkerSetup other, string name)
    {
        settings = new Dictionary<string, string>(other.settings);
        databases = other.databases;
        AdminToken = other.AdminToken;
        Set("Lms:Name", name);
    }

    /// <summary>A token of the role admin.</summary>
    public string AdminToken { get; }

    /// <summary>Where nothing is applied at start and nothing needs approval, unless a test says otherwise.</summary>
    public string Environment { get; init; } = "Staging";

    public IReadOnlyDictionary<string, string> Settings => settings;

    public WorkerSetup Set(string key, string value)
    {
        settings[key] = value;
        return this;
    }

    public WorkerSetup WithDatabase(string name, string connection, string catalog, string engine = "postgresql")
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"Lms:Databases:{databases++}");
        return Set($"{path}:Name", name).Set($"{path}:Connection", connection).Set($"{path}:Catalog", catalog).Set($"{path}:Engine", engine);
    }

    /// <summary>The same for another worker beside it.</summary>
    public WorkerSetup For(string name) => new(this, name) { Environment = Environment };
}
