using System.Globalization;
using Lms.Migrations.Failures;
using Lms.Migrations.Policies;
using Lms.Migrations.Postgres;
using Lms.Migrations.Worker.Settings;
using Npgsql;

namespace Lms.Migrations.Worker.Hooks;

/// <summary>Dumps a PostgreSQL database before a run, in the format that <c>pg_restore</c> takes.</summary>
internal sealed class PostgresDump(ProgramRunner programs, DatabaseTarget target, BackupSettings backup, TimeProvider time)
{
    private const string Name = "backup";

    // Whoever may read a dump may read the database.
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <returns>Where the dump is, and how large.</returns>
    /// <exception cref="HookFailedException">There is none.</exception>
    public async Task<string?> RunAsync(HookContext context, CancellationToken cancellationToken)
    {
        var file = Path.Combine(backup.Directory, string.Create(
            CultureInfo.InvariantCulture, $"{target.Name}-{time.GetUtcNow():yyyyMMdd-HHmmss}-{context.Run.RunId:N}.dump"));
        // Under its own name only when it is whole.
        var unfinished = file + ".unfinished";
        try
        {
            CreateDirectory();
            var settings = new NpgsqlConnectionStringBuilder(PostgresConnectionString.Normalize(target.ConnectionString));
            await programs.RunAsync(Name, Command(settings, unfinished), Variables(settings, context), cancellationToken);
            File.Move(unfinished, file);
            return string.Create(CultureInfo.InvariantCulture, $"{file}, {new FileInfo(file).Length / 1_000_000.0:0.0} MB");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new HookFailedException(Name, $"The backup cannot be written to {backup.Directory}: {exception.Message}", exception);
        }
        finally
        {
            if (File.Exists(unfinished))
                File.Delete(unfinished);
        }
    }

    private void CreateDirectory()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(backup.Directory);
        else
            Directory.CreateDirectory(backup.Directory, OwnerOnly);
    }

    private List<string> Command(NpgsqlConnectionStringBuilder settings, string file) =>
    [
        backup.Program, "--no-password", "--format=custom", $"--file={file}",
        $"--host={settings.Host}", string.Create(CultureInfo.InvariantCulture, $"--port={settings.Port}"),
        $"--username={settings.Username}", $"--dbname={settings.Database}",
    ];

    // In the environment, for the arguments of a process can be read by everybody on its machine.
    private static Dictionary<string, string> Variables(NpgsqlConnectionStringBuilder settings, HookContext context)
    {
        var variables = HookVariables.Of(context, HookMoment.Before);
        // What libpq and Npgsql both go by where the connection string says nothing.
        foreach (var name in Environment.GetEnvironmentVariables().Keys.OfType<string>().Where(name => name.StartsWith("PG", StringComparison.Ordinal)))
            Add(name, Environment.GetEnvironmentVariable(name));
        Add("PGPASSWORD", settings.Password);
        Add("PGPASSFILE", settings.Passfile);
        Add("PGSSLROOTCERT", settings.RootCertificate);
        Add("PGSSLCERT", settings.SslCertificate);
        Add("PGSSLKEY", settings.SslKey);
        Add("PGSSLMODE", ModeOf(settings.SslMode));
        return variables;

        void Add(string variable, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                variables[variable] = value;
        }
    }

    private static string ModeOf(SslMode mode) => mode switch
    {
        SslMode.Disable => "disable",
        SslMode.Allow => "allow",
        SslMode.Require => "require",
        SslMode.VerifyCA => "verify-ca",
        SslMode.VerifyFull => "verify-full",
        _ => "prefer",
    };
}
