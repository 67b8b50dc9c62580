using System.Text.Json;
using Lms.Testing;
using Npgsql;

namespace Lms.AppHost.Tests;

/// <summary>A checkout with the migrations of both databases and the seeders of withdrawals, whose databases' data lie in it and go with it.</summary>
internal sealed class TemporaryCheckout : IDisposable
{
    public TemporaryCheckout()
    {
        // Not CreateTempSubdirectory: the account that runs PostgreSQL for root must reach it.
        Directory = Path.Combine(Path.GetTempPath(), $"lms-checkout-{Guid.NewGuid():N}");
        Copy(Repository.LmsCatalog, Catalog);
        Copy(Repository.WithdrawalsCatalog, WithdrawalsCatalog);
        Copy(Repository.WithdrawalsSeeders, Path.Combine(Directory, "seeders", "withdrawals"));
    }

    public string Directory { get; }

    public string Catalog => Path.Combine(Directory, "migrations", "lms");

    public string WithdrawalsCatalog => Path.Combine(Directory, "migrations", "withdrawals");

    public string Data => Path.Combine(Directory, "data");

    public string StateFile => Path.Combine(Directory, ".lms", "running.json");

    public string PostmasterPidFile => Path.Combine(Data, "pgdata", "postmaster.pid");

    public TestDatabase Database => new(ConnectionOf("lms"));

    /// <summary>The documents, looked at over the connection of the other database's server.</summary>
    public DocumentTestDatabase Withdrawals =>
        new(new NpgsqlConnectionStringBuilder(ConnectionOf("lms")) { Database = "postgres" }.ConnectionString, "withdrawals");

    /// <summary>A database's connection string as the state file tells it.</summary>
    public string ConnectionOf(string database)
    {
        using var state = JsonDocument.Parse(File.ReadAllText(StateFile));
        return state.RootElement.GetProperty("databases").EnumerateArray()
            .Single(entry => entry.GetProperty("name").GetString() == database).GetProperty("connection").GetString()!;
    }

    /// <summary>Starts the app host on this checkout and its data.</summary>
    public HostProcess Start(params string[] more) => HostProcess.Start(["--root", Directory, "--data", Data, .. more]);

    private static void Copy(string from, string to)
    {
        System.IO.Directory.CreateDirectory(to);
        foreach (var file in System.IO.Directory.GetFiles(from))
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
