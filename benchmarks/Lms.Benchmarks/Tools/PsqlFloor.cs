using System.Globalization;
using System.Text;
using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Tools;

/// <summary>The least that the work can cost: one psql that runs each file and its history row in a transaction.</summary>
/// <remarks>It takes no lock, checks nothing and cannot continue, so it is a floor rather than a competitor.</remarks>
internal sealed class PsqlFloor(string? binDirectory, ProcessRunner runner) : Tool
{
    private const string ScriptName = "run.script";
    private string _psql = "psql";

    public override string Name => "psql";

    public override bool RunsAgain => false;

    public override async Task<string> PrepareAsync(CancellationToken cancellationToken)
    {
        _psql = Locate() ?? throw new ToolNotInstalledException("no psql in the server's directory or in /usr/lib/postgresql");
        var run = await runner.RunAsync(Command(Path.GetTempPath(), ["--version"]), cancellationToken);
        return run.Output.Split(' ').ElementAtOrDefault(2)?.Trim() ?? "unknown";
    }

    public override async Task WriteAsync(Workload workload, string directory, CancellationToken cancellationToken)
    {
        await MigrationFiles.WriteAsync(workload, directory, ".sql", migration => migration.Up, cancellationToken);
        var script = new StringBuilder("CREATE TABLE history (version text PRIMARY KEY, applied_at timestamptz DEFAULT now());\n");
        foreach (var migration in workload.Migrations)
        {
            script.Append(CultureInfo.InvariantCulture, $"""
                BEGIN;
                \ir {migration.FileName}.sql
                INSERT INTO history (version) VALUES ('{migration.Version}');
                COMMIT;

                """);
        }

        await File.WriteAllTextAsync(Path.Combine(directory, ScriptName), script.ToString(), cancellationToken);
    }

    public override ToolCommand Migrate(string directory, BenchmarkDatabase database)
    {
        return Command(directory, [.. Options(database), "--file", ScriptName]);
    }

    public override ToolCommand MigrateNothing(string directory, BenchmarkDatabase database)
    {
        return Command(directory, [.. Options(database), "--command", "SELECT version FROM history"]);
    }

    public override ToolCommand Status(string directory, BenchmarkDatabase database)
    {
        return Command(directory, [.. Options(database), "--command", "SELECT * FROM history ORDER BY version"]);
    }

    private static IEnumerable<string> Options(BenchmarkDatabase database)
    {
        return ["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--dbname", database.Url];
    }

    private ToolCommand Command(string directory, IReadOnlyList<string> arguments)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["PGGSSENCMODE"] = "disable" };
        return new ToolCommand(_psql, arguments, directory, environment);
    }

    /// <summary>Debian's /usr/bin/psql is a script that looks for the newest version; the floor is the program itself.</summary>
    private string? Locate()
    {
        const string Versions = "/usr/lib/postgresql";
        IEnumerable<string> installed = Directory.Exists(Versions)
            ? Directory.GetDirectories(Versions).OrderDescending(StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : [];
        IEnumerable<string> given = binDirectory is null ? [] : [binDirectory];
        return given.Concat(installed).Select(directory => Path.Combine(directory, "psql")).FirstOrDefault(File.Exists);
    }
}
