using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>One worker for all rows of a theory: it looks after as many databases as there are rows.</summary>
public sealed class ParityFixture(PostgresServer server) : IAsyncLifetime
{
    /// <summary>The database that is only looked at.</summary>
    public const string LookedAt = "db0";

    private const int Databases = 20;
    private readonly List<TestDatabase> databases = [];
    private WorkerProcess? worker;
    private bool isPrepared;
    private int taken;

    internal WorkerProcess Worker => worker ?? throw new InvalidOperationException("Not initialized.");

    public CatalogDirectory Catalog { get; } = new();

    public CatalogDirectory Seeders { get; } = new();

    public async ValueTask InitializeAsync()
    {
        Catalog.WithTable("001", "one").WithTable("002", "two")
            .With("003-fill.sql", """
                -- Fill balances.
                -- migrate:backfill table:accounts key:id undo:balance sum:balance
                UPDATE accounts SET balance = earnings / 2 WHERE balance = 0;
                """)
            .With("004-broken.sql", "-- migrate:up\nCREATE TABLE four (id int);\nSELECT nmae FROM four;\n-- migrate:down\nDROP TABLE four;\n");
        Seeders.Write("001-rows.sql", "INSERT INTO one SELECT n FROM generate_series(1, (current_setting('lms.scale')::numeric * 10)::int) n ON CONFLICT DO NOTHING;");

        var platform = await server.CreateDatabaseAsync(CancellationToken.None);
        var settings = ServerTest.SettingsOf(platform, "worker-1");
        for (var i = 0; i < Databases; i++)
        {
            databases.Add(await NewDatabaseAsync());
            settings[$"Lms:Databases:{i}:Name"] = Name(i);
            settings[$"Lms:Databases:{i}:Connection"] = databases[i].ConnectionString;
            settings[$"Lms:Databases:{i}:Catalog"] = Catalog.Path;
            settings[$"Lms:Databases:{i}:Seeders"] = Seeders.Path;
        }

        worker = await WorkerProcess.StartAsync(settings, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (worker is not null)
            await worker.DisposeAsync();
        Catalog.Dispose();
        Seeders.Dispose();
    }

    /// <summary>The name that a database of the worker has there which nobody has used yet.</summary>
    public string Take() => Name(++taken);

    /// <summary>The database that is only looked at, with something in it: applied, undone with a conflict, seeded, pending.</summary>
    /// <param name="call">Calls the command on it.</param>
    public async Task<TestDatabase> LookedAtAsync(Func<string, Task> call)
    {
        if (!isPrepared)
        {
            await call("migrate --to 003 --reason because");
            await call("seed");
            await databases[0].ExecuteAsync("UPDATE accounts SET balance = 7 WHERE id = 1", CancellationToken.None);
            await call("rollback");
            await call("migrate --to 003");
            isPrepared = true;
        }

        return databases[0];
    }

    /// <summary>A database as the catalog expects it.</summary>
    public async Task<TestDatabase> NewDatabaseAsync()
    {
        var database = await server.CreateDatabaseAsync(CancellationToken.None);
        await database.ExecuteAsync(
            """
            CREATE TABLE accounts (id int PRIMARY KEY, earnings numeric NOT NULL, balance numeric NOT NULL DEFAULT 0);
            INSERT INTO accounts SELECT i, i FROM generate_series(1, 100) i;
            ANALYZE accounts;
            """,
            CancellationToken.None);
        return database;
    }

    private static string Name(int number) => $"db{number}";
}
