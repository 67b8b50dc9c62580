using Lms.Migrations;
using Lms.Migrations.Postgres;
using Npgsql;

namespace Lms.Cli.Configuration;

/// <summary>Which databases a command is about, as the command line says it.</summary>
/// <param name="Names"><c>--database</c>: some of those configured; empty for all.</param>
/// <param name="Connection"><c>--connection</c>: one that is in no configuration.</param>
/// <param name="Catalog"><c>--catalog</c>: its catalog.</param>
/// <param name="Config"><c>--config</c>: the configuration file.</param>
/// <param name="Seeders"><c>--seeders</c>: its seeders.</param>
internal sealed record DatabaseChoice(IReadOnlyList<string> Names, string? Connection, string? Catalog, string? Config, string? Seeders)
{
    private const string Ways =
        "Say which with --connection and --catalog, with --config FILE, with an lms.json here or in a directory above, "
        + "or start the app host: 'dotnet run --project Lms.AppHost'.";

    private static readonly string[] DocumentSchemes = ["documentdb://", "mongodb://", "mongodb+srv://"];

    /// <summary>The first option that names something of this machine; null when none was given.</summary>
    public string? LocalOption => (Connection, Catalog, Config, Seeders) switch
    {
        ({ }, _, _, _) => "--connection",
        (_, { }, _, _) => "--catalog",
        (_, _, { }, _) => "--config",
        (_, _, _, { }) => "--seeders",
        _ => null,
    };

    /// <summary>The database that a list is to be about; null for all.</summary>
    /// <param name="command">What was called: <c>run list</c>.</param>
    /// <exception cref="UsageException">Several are named.</exception>
    public string? OneOrAll(string command) => Names switch
    {
        [] => null,
        [var only] => only,
        _ => throw new UsageException($"'lms {command}' is about one database, or about all: give --database once at the most."),
    };

    /// <summary>Without the connection, which may hold a password.</summary>
    public override string ToString() => $"{nameof(DatabaseChoice)} {{ Names = {string.Join(", ", Names)}, Catalog = {Catalog}, Config = {Config}, Seeders = {Seeders} }}";

    /// <summary>The configuration with the chosen databases only.</summary>
    /// <exception cref="UsageException">The choices contradict each other.</exception>
    /// <exception cref="ConfigurationException">Nothing is configured, or it is wrong.</exception>
    public LmsConfiguration Resolve(string workingDirectory, Func<string, string?> environment)
    {
        var discovery = new ConfigurationDiscovery(workingDirectory, environment);
        if (Connection is not null)
            return FromCommandLine(discovery, workingDirectory, environment);
        if (Catalog is not null)
            throw new UsageException("--catalog says which migrations, but not for which database: add --connection.");

        var configuration = discovery.Find(Config)
            ?? throw new ConfigurationException("No database is configured.") { WayOut = Ways };
        return Names.Count == 0 ? configuration : configuration with { Databases = Pick(configuration) };
    }

    private LmsConfiguration FromCommandLine(
        ConfigurationDiscovery discovery, string workingDirectory, Func<string, string?> environment)
    {
        if (Catalog is null)
            throw new UsageException("--connection says which database, but not which migrations belong to it: add --catalog DIR.");
        if (Names.Count > 0)
            throw new UsageException("--database picks one of those configured and --connection names one that is not: give one of them.");

        var connection = EnvironmentReference.Expand(Connection!, environment, out var missing);
        if (missing is not null)
            throw new UsageException($"--connection refers to the environment variable {missing}, which is not set.");

        var engine = EngineOf(connection);
        var target = new DatabaseTarget(
            NameIn(connection, engine), engine, connection,
            Path.GetFullPath(Catalog, workingDirectory),
            Seeders is null ? null : Path.GetFullPath(Seeders, workingDirectory));
        var options = Config is null ? new MigrationRunnerOptions() : discovery.Find(Config)!.Options;
        return new LmsConfiguration(workingDirectory, [target], options);
    }

    private static DatabaseEngine EngineOf(string connection) =>
        DocumentSchemes.Any(scheme => connection.StartsWith(scheme, StringComparison.Ordinal)) ? DatabaseEngine.MongoDb : DatabaseEngine.PostgreSql;

    private static string NameIn(string connection, DatabaseEngine engine)
    {
        if (engine == DatabaseEngine.MongoDb)
            return DocumentNameIn(connection) is { Length: > 0 } name ? name : "database";

        var keywords = new NpgsqlConnectionStringBuilder(PostgresConnectionString.Normalize(connection));
        return keywords.Database ?? keywords.Username ?? "database";
    }

    // Not by Uri: MongoDB's strings may name several hosts.
    private static string DocumentNameIn(string connection)
    {
        var afterScheme = connection[(connection.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var path = afterScheme.Split('?')[0].TrimEnd('/');
        var slash = path.LastIndexOf('/');
        return slash < 0 ? "" : Uri.UnescapeDataString(path[(slash + 1)..]);
    }

    private IReadOnlyList<DatabaseTarget> Pick(LmsConfiguration configuration)
    {
        var configured = configuration.Databases.Select(database => database.Name);
        return Names.FirstOrDefault(name => !configured.Contains(name)) is { } unknown
            ? throw new UsageException($"No database named '{unknown}' is configured. Configured: {string.Join(", ", configured)}.")
            : [.. configuration.Databases.Where(database => Names.Contains(database.Name))];
    }
}
