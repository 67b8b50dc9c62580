using System.Diagnostics;
using System.Text.Json;
using Lms.Testing;
using Npgsql;

namespace Lms.Cli.Tests;

/// <summary>The real <c>lms</c> in a directory of its own, on a database of its own.</summary>
public abstract class CliTest(PostgresServer server) : IAsyncLifetime
{
    /// <summary>The program to test: what was just built, or a published <c>lms</c> that <c>LMS_UNDER_TEST</c> names.</summary>
    protected static string[] Program { get; } = Environment.GetEnvironmentVariable("LMS_UNDER_TEST") is { Length: > 0 } published
        ? [published]
        : ["dotnet", Path.Combine(AppContext.BaseDirectory, "lms.dll")];

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected PostgresServer Server { get; } = server;

    protected CatalogDirectory Catalog { get; } = new();

    protected TestDatabase Database { get; private set; } = null!;

    /// <summary>Where the command is called.</summary>
    protected string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("lms-cli-").FullName;

    protected string Password => new NpgsqlConnectionStringBuilder(Database.ConnectionString).Password ?? "";

    public virtual async ValueTask InitializeAsync()
    {
        Database = await Server.CreateDatabaseAsync(Token);
        WriteConfiguration();
    }

    public virtual ValueTask DisposeAsync()
    {
        Catalog.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Calls the command and waits for its end. Standard input is no terminal.</summary>
    protected Task<LmsResult> RunAsync(params string[] arguments) => RunWithAsync(new Dictionary<string, string>(), arguments);

    protected async Task<LmsResult> RunWithAsync(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        using var process = Process.Start(StartInfo(environment, Program[0], [.. Program[1..], .. arguments]))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var error = process.StandardError.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return new LmsResult(process.ExitCode, await output, await error);
    }

    /// <summary>The same, and the answer must be JSON.</summary>
    protected Task<LmsResult> RunJsonAsync(params string[] arguments) => RunAsync([.. arguments, "--output", "json"]);

    protected async Task<LmsResult> RunWellAsync(params string[] arguments)
    {
        var result = await RunAsync(arguments);
        Assert.True(result.ExitCode == 0, result.All);
        return result;
    }

    /// <summary>Calls the command on a terminal, which script(1) gives it; what it prints there comes to us.</summary>
    protected async Task<string> RunOnTerminalAsync(string terminal, string noColour, string command)
    {
        var start = StartInfo(
            new Dictionary<string, string> { ["TERM"] = terminal, ["NO_COLOR"] = noColour, ["COLUMNS"] = "100" },
            "script", ["-qec", $"{string.Join(' ', Program)} {command}", "/dev/null"]);
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        Assert.True(process.ExitCode == 0, output);
        return output;
    }

    protected ProcessStartInfo StartInfo(IReadOnlyDictionary<string, string> environment, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LMS_ACTOR"] = "tester";
        start.Environment.Remove("LMS_SERVER");
        start.Environment.Remove("LMS_TOKEN");
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return start;
    }

    protected void WriteConfiguration(string? connection = null, string? seeders = null) =>
        File.WriteAllText(Path.Combine(Directory, "lms.json"), $$"""
            {
              "databases": [
                {
                  "name": "main",
                  "connection": {{Quote(connection ?? Database.ConnectionString)}},
                  "catalog": {{Quote(Catalog.Path)}},
                  {{(seeders is null ? "" : $"\"seeders\": {Quote(seeders)}")}}
                },
              ],
              // Tests do not wait for anybody.
              "options": { "lockTimeout": "200ms", "lockAttempts": 2, "leaseWait": "500ms" },
            }
            """);

    protected static string Quote(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    /// <summary>True when nothing at all was ever created in the database.</summary>
    protected async Task<bool> IsUntouchedAsync() => await Database.ScalarAsync<long>(
        "SELECT count(*) FROM pg_class WHERE relnamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname LIKE 'pg\\_%' OR nspname = 'information_schema')",
        Token) == 0;

    protected async Task<bool> ExistsAsync(string table) =>
        await Database.ScalarAsync<bool>($"SELECT to_regclass('{table}') IS NOT NULL", Token);
}
