using System.Text.Json;
using Lms.Testing;

namespace Lms.AppHost.Tests;

/// <summary>A checkout with the LMS's migrations, whose databases' data lie in it and go with it.</summary>
internal sealed class TemporaryCheckout : IDisposable
{
    public TemporaryCheckout()
    {
        // Not CreateTempSubdirectory: the account that runs PostgreSQL for root must reach it.
        Directory = Path.Combine(Path.GetTempPath(), $"lms-checkout-{Guid.NewGuid():N}");
        System.IO.Directory.CreateDirectory(Catalog);
        foreach (var file in System.IO.Directory.GetFiles(Repository.LmsCatalog))
            File.Copy(file, Path.Combine(Catalog, Path.GetFileName(file)));
    }

    public string Directory { get; }

    public string Catalog => Path.Combine(Directory, "migrations", "lms");

    public string Data => Path.Combine(Directory, "data");

    public string StateFile => Path.Combine(Directory, ".lms", "running.json");

    public string PostmasterPidFile => Path.Combine(Data, "pgdata", "postmaster.pid");

    /// <summary>The database's connection string as the state file tells it.</summary>
    public string Connection
    {
        get
        {
            using var state = JsonDocument.Parse(File.ReadAllText(StateFile));
            return state.RootElement.GetProperty("databases")[0].GetProperty("connection").GetString()!;
        }
    }

    public TestDatabase Database => new(Connection);

    /// <summary>Starts the app host on this checkout and its data.</summary>
    public HostProcess Start(params string[] more) => HostProcess.Start(["--root", Directory, "--data", Data, .. more]);

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}
