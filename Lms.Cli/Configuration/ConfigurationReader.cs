using Lms.Contracts.Mapping;
using Lms.Migrations;

namespace Lms.Cli.Configuration;

/// <summary>Reads <c>lms.json</c>, and the same shape as a running app host writes it.</summary>
internal sealed class ConfigurationReader(Func<string, string?> environment)
{
    /// <summary>Reads and checks a file. Relative paths in it start from its directory.</summary>
    /// <exception cref="ConfigurationException">The file is missing, unreadable or wrong.</exception>
    public LmsConfiguration Read(string file)
    {
        var (configuration, _) = Read(file, isState: false);
        return configuration;
    }

    /// <summary>Reads a file that may name the process that wrote it.</summary>
    public (LmsConfiguration Configuration, RunningAppHost? Host) ReadWithHost(string file) => Read(file, isState: true);

    private (LmsConfiguration Configuration, RunningAppHost? Host) Read(string file, bool isState)
    {
        var path = Path.GetFullPath(file);
        var settings = new JsonSettings(file, ReadBytes(path, file));
        var directory = Path.GetDirectoryName(path)!;
        IReadOnlyList<DatabaseTarget>? databases = null;
        var options = new MigrationRunnerOptions();
        int? processId = null;
        DateTimeOffset? startedAt = null;
        RunningServer? server = null;
        Uri? dashboard = null;

        settings.EnterObject();
        while (settings.NextProperty() is { } property)
        {
            switch (property)
            {
                case "$schema": settings.ReadString(); break;
                case "databases": databases = ReadDatabases(ref settings, directory); break;
                case "options": options = OptionsReader.Read(ref settings); break;
                case "processId": processId = settings.ReadInteger(); break;
                case "startedAt": startedAt = settings.ReadTime(); break;
                case "server" when isState: server = AppHostStateReader.ReadServer(ref settings); break;
                case "dashboard" when isState: dashboard = AppHostStateReader.ReadDashboard(ref settings); break;
                case "mongo" when isState: AppHostStateReader.PassMongo(ref settings); break;
                default: throw settings.UnknownProperty("databases", "options");
            }

            settings.Leave();
        }

        if (databases is not { Count: > 0 })
            throw settings.Fault("no database is configured", """Add "databases": [ { "name", "connection", "catalog" } ].""");

        var host = processId is { } id && startedAt is { } at ? new RunningAppHost(file, id, at) { Server = server, Dashboard = dashboard } : null;
        return (new LmsConfiguration(directory, databases, options), host);
    }

    private static byte[] ReadBytes(string path, string file)
    {
        try
        {
            return File.ReadAllBytes(path) is [0xEF, 0xBB, 0xBF, .. var withoutMark] ? withoutMark : File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var why = exception is FileNotFoundException or DirectoryNotFoundException ? "does not exist" : "cannot be read";
            throw new ConfigurationException($"The configuration file {file} {why}.") { File = file };
        }
    }

    private List<DatabaseTarget> ReadDatabases(ref JsonSettings settings, string directory)
    {
        List<DatabaseTarget> databases = [];
        settings.EnterArray();
        for (var index = 0; settings.NextItem(index); index++)
        {
            var database = ReadDatabase(ref settings, directory);
            if (databases.Exists(other => other.Name == database.Name))
                throw settings.Fault($"a database named '{database.Name}' is already listed");
            databases.Add(database);
            settings.Leave();
        }

        return databases;
    }

    private DatabaseTarget ReadDatabase(ref JsonSettings settings, string directory)
    {
        string? name = null, connection = null, catalog = null, seeders = null;
        var engine = DatabaseEngine.PostgreSql;

        settings.EnterObject();
        while (settings.NextProperty() is { } property)
        {
            switch (property)
            {
                case "name": name = settings.ReadText(); break;
                case "engine": engine = ReadEngine(ref settings); break;
                case "connection": connection = ReadConnection(ref settings); break;
                case "catalog": catalog = Path.Combine(directory, settings.ReadText()); break;
                case "seeders": seeders = Path.Combine(directory, settings.ReadText()); break;
                default: throw settings.UnknownProperty("name", "engine", "connection", "catalog", "seeders");
            }

            settings.Leave();
        }

        if (name is null || connection is null || catalog is null)
            throw settings.Fault($"'{(name is null ? "name" : connection is null ? "connection" : "catalog")}' is missing");
        return new DatabaseTarget(name, engine, connection, catalog, seeders);
    }

    private static DatabaseEngine ReadEngine(ref JsonSettings settings)
    {
        var name = settings.ReadString();
        return EngineName.Parse(name)
            ?? throw settings.Fault($"unknown engine '{name}'", $"Known engines: {string.Join(", ", EngineName.All)}.");
    }

    private string ReadConnection(ref JsonSettings settings)
    {
        var text = EnvironmentReference.Expand(settings.ReadText(), environment, out var missing);
        return missing is null
            ? text
            : throw settings.Fault($"the environment variable {missing} is not set", $"Set {missing} to the connection string.");
    }
}
