using Lms.Contracts.Access;
using Lms.Contracts.Mapping;
using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.Postgres;
using Lms.ServiceDefaults;
using Lms.ServiceDefaults.Proxies;
using Lms.ServiceDefaults.Settings;

namespace Lms.Migrations.Worker.Settings;

/// <summary>Reads and checks section <c>Lms</c> of the configuration: files, environment variables, the command line.</summary>
/// <remarks>In an environment variable, <c>Lms:Databases:0:Name</c> is <c>Lms__Databases__0__Name</c>.</remarks>
internal sealed class SettingsReader
{
    private const string Section = "Lms";
    private static readonly TimeSpan BackupTimeout = TimeSpan.FromHours(1);
    private static readonly TimeSpan ActionTimeout = TimeSpan.FromMinutes(5);
    private readonly SettingsSection root;
    private readonly SettingsFaults faults = new();
    private readonly IConfiguration configuration;
    private readonly string contentRoot;

    private SettingsReader(IConfiguration configuration, string contentRoot)
    {
        this.configuration = configuration;
        this.contentRoot = contentRoot;
        root = new SettingsSection(configuration.GetSection(Section), faults);
    }

    /// <summary>Reads the settings.</summary>
    /// <param name="configuration">All of the configuration.</param>
    /// <param name="environment">Decides what is not said: who applies at start, who needs approval.</param>
    /// <exception cref="ServiceConfigurationException">Something is wrong; all of it is said at once.</exception>
    public static WorkerSettings Read(IConfiguration configuration, IHostEnvironment environment) =>
        new SettingsReader(configuration, environment.ContentRootPath).Read(environment);

    private WorkerSettings Read(IHostEnvironment environment)
    {
        root.AllowOnly(
            "Name", "Platform", "Databases", "Options", "ApplyAtStart", "RequireApproval", "BootstrapToken", TrustedProxies.Key, "ServerPatience",
            "StopsWithInput");
        var platform = root.Section("Platform");
        platform.AllowOnly("Connection", "OwnerConnection");
        var settings = new WorkerSettings
        {
            Name = root.Text("Name") ?? "worker",
            PlatformConnection = Connection(platform, "Connection", "platform") ?? "",
            PlatformOwnerConnection = platform.Text("OwnerConnection") is { } owner ? Normalized(platform, "OwnerConnection", owner) : null,
            Databases = ReadDatabases(),
            Options = ReadOptions(root.Section("Options")),
            ApplyAtStart = root.Flag("ApplyAtStart") ?? environment.IsDevelopment(),
            RequireApproval = root.Flag("RequireApproval") ?? environment.IsProduction(),
            BootstrapToken = ReadToken(),
            TrustedProxies = TrustedProxies.Read(root, faults, configuration),
            ServerPatience = root.Duration("ServerPatience", TimeSpan.Zero, TimeSpan.FromHours(24)) ?? TimeSpan.FromMinutes(15),
            StopsWithInput = root.Flag("StopsWithInput") ?? false,
        };
        faults.ThrowIfAny();
        return settings;
    }

    private string? ReadToken()
    {
        var token = root.Text("BootstrapToken");
        if (token is not null && TokenText.Parse(token) is null)
            faults.Add("Lms:BootstrapToken", "it is not a token: lms_, twelve lower-case letters or digits other than l, o, 0 and 1, _, 64 lower-case hexadecimal digits");
        return token;
    }

    private List<DatabaseSettings> ReadDatabases()
    {
        var databases = new List<DatabaseSettings>();
        foreach (var section in root.Items("Databases"))
        {
            if (ReadDatabase(section) is not { } database)
                continue;
            if (databases.Exists(other => other.Target.Name == database.Target.Name))
                section.Fault("Name", $"'{database.Target.Name}' is the name of another database");
            databases.Add(database);
        }

        if (databases.Count == 0)
            faults.Add("Lms:Databases", "no database is configured: give each its Name, Connection and Catalog");
        return databases;
    }

    private DatabaseSettings? ReadDatabase(SettingsSection section)
    {
        section.AllowOnly("Name", "Engine", "Connection", "Catalog", "Seeders", "Backup", "Before", "After");
        var name = section.Required("Name");
        var catalog = section.Required("Catalog");
        var engine = ReadEngine(section);
        var connection = Connection(section, "Connection", name ?? "", engine);
        if (name is null || catalog is null || connection is null)
            return null;

        var target = new DatabaseTarget(name, engine, connection, InContent(catalog), section.Text("Seeders") is { } seeders ? InContent(seeders) : null);
        return new DatabaseSettings(target, new HookSettings
        {
            Backup = ReadBackup(section.Section("Backup"), engine),
            Before = ReadAction(section.Section("Before")),
            After = ReadAction(section.Section("After")),
        });
    }

    private static DatabaseEngine ReadEngine(SettingsSection section)
    {
        var name = section.Text("Engine");
        if (name is not null && EngineName.Parse(name) is null)
            section.Fault("Engine", $"'{name}' is not an engine; known: {string.Join(", ", EngineName.All)}");
        return name is null ? DatabaseEngine.PostgreSql : EngineName.Parse(name) ?? DatabaseEngine.PostgreSql;
    }

    private BackupSettings? ReadBackup(SettingsSection section, DatabaseEngine engine)
    {
        if (!section.Exists)
            return null;

        section.AllowOnly("Command", "Directory", "Program", "Timeout");
        var command = section.Texts("Command");
        var directory = section.Text("Directory");
        if (command.Count == 0 && engine == DatabaseEngine.MongoDb)
            section.Fault("Command", "pg_dump cannot save documents by their database: give the command that does");
        else if (command.Count == 0 && directory is null)
            section.Fault("Directory", "say where pg_dump puts its files, or give a Command of your own");
        return new BackupSettings(
            command, InContent(directory ?? ""), section.Text("Program") ?? "pg_dump",
            section.Duration("Timeout", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)) ?? BackupTimeout);
    }

    private static ActionSettings? ReadAction(SettingsSection section)
    {
        if (!section.Exists)
            return null;

        section.AllowOnly("Command", "Url", "Timeout");
        var command = section.Texts("Command");
        var url = section.Text("Url");
        Uri? address = null;
        if ((command.Count == 0) == (url is null))
            section.Fault("Command", "give either a Command or a Url");
        else if (url is not null && !(Uri.TryCreate(url, UriKind.Absolute, out address) && address.Scheme is "http" or "https"))
            section.Fault("Url", "it is not an http or https address");
        return new ActionSettings(command, address, section.Duration("Timeout", TimeSpan.FromSeconds(1), TimeSpan.FromDays(1)) ?? ActionTimeout);
    }

    private MigrationRunnerOptions ReadOptions(SettingsSection section)
    {
        section.AllowOnly(
            "LockTimeout", "ConcurrentLockTimeout", "StatementTimeout", "LockAttempts", "RetryDelay", "RetryDelayLimit", "LeaseWait", "LeaseDuration",
            "CleanupTimeout", "ConnectTimeout", "Backfill");
        // A worker that went silent is replaced as soon as its run in the queue is.
        var standard = new MigrationRunnerOptions { LeaseDuration = TimeSpan.FromSeconds(10) };
        var options = standard with
        {
            LockTimeout = section.Duration("LockTimeout") ?? standard.LockTimeout,
            ConcurrentLockTimeout = section.Duration("ConcurrentLockTimeout") ?? standard.ConcurrentLockTimeout,
            StatementTimeout = section.Duration("StatementTimeout") ?? standard.StatementTimeout,
            LockAttempts = section.WholeNumber("LockAttempts") ?? standard.LockAttempts,
            RetryDelay = section.Duration("RetryDelay") ?? standard.RetryDelay,
            RetryDelayLimit = section.Duration("RetryDelayLimit") ?? standard.RetryDelayLimit,
            LeaseWait = section.Duration("LeaseWait") ?? standard.LeaseWait,
            LeaseDuration = section.Duration("LeaseDuration") ?? standard.LeaseDuration,
            CleanupTimeout = section.Duration("CleanupTimeout") ?? standard.CleanupTimeout,
            ConnectTimeout = section.Duration("ConnectTimeout") ?? standard.ConnectTimeout,
            Backfill = ReadBackfill(section.Section("Backfill"), standard.Backfill),
        };
        try
        {
            options.Validate();
        }
        catch (RequestException exception)
        {
            faults.Add("Lms:Options", exception.Message.TrimEnd('.'));
        }

        return options;
    }

    private static BackfillSettings ReadBackfill(SettingsSection section, BackfillSettings standard)
    {
        section.AllowOnly("ChunkSize", "BatchSize", "BatchTarget", "BatchTimeout", "Lanes", "Attempts", "LagLimit", "PauseRatio", "ServerPatience");
        return standard with
        {
            ChunkSize = section.WholeNumber("ChunkSize") ?? standard.ChunkSize,
            BatchSize = section.WholeNumber("BatchSize") ?? standard.BatchSize,
            BatchTarget = section.Duration("BatchTarget") ?? standard.BatchTarget,
            BatchTimeout = section.Duration("BatchTimeout") ?? standard.BatchTimeout,
            Lanes = section.WholeNumber("Lanes") ?? standard.Lanes,
            Attempts = section.WholeNumber("Attempts") ?? standard.Attempts,
            LagLimit = section.Duration("LagLimit") ?? standard.LagLimit,
            PauseRatio = section.Number("PauseRatio") ?? standard.PauseRatio,
            ServerPatience = section.Duration("ServerPatience") ?? standard.ServerPatience,
        };
    }

    /// <summary>A connection as it stands in the section, else as the connection string of that name.</summary>
    private string? Connection(SettingsSection section, string key, string name, DatabaseEngine engine = DatabaseEngine.PostgreSql)
    {
        var text = section.Text(key) ?? configuration.GetConnectionString(name);
        if (text is null)
        {
            section.Fault(key, $"it is missing; give it here, or as ConnectionStrings:{name}");
            return null;
        }

        return engine == DatabaseEngine.MongoDb ? text : Normalized(section, key, text);
    }

    private static string? Normalized(SettingsSection section, string key, string text)
    {
        try
        {
            return PostgresConnectionString.Normalize(text);
        }
        catch (RequestException exception)
        {
            section.Fault(key, exception.Message.TrimEnd('.'));
            return null;
        }
    }

    private string InContent(string path) => Path.GetFullPath(path, contentRoot);
}
