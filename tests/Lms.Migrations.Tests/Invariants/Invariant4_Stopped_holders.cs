using Lms.Migrations.Tests.Engine;
using Lms.Testing;

namespace Lms.Migrations.Tests.Invariants;

/// <summary>A holder stopped past its lease and then continued changes nothing more.</summary>
public sealed class Invariant4_Stopped_holders(PostgresServer server) : EngineTest(server)
{
    private const double LeaseSeconds = 1.5;

    [Theory]
    [InlineData("")]
    [InlineData(" transaction:false")]
    public async Task A_holder_that_was_stopped_past_its_lease_cannot_commit(string option)
    {
        Catalog
            .With("000-counter.sql", "-- migrate:up\nCREATE TABLE counter (n int NOT NULL);\nINSERT INTO counter VALUES (0);\n")
            .With("001-slow.sql", $"-- migrate:up{option}\nSELECT pg_sleep(1);\nUPDATE counter SET n = n + 1;\n")
            .With("002-next.sql", "-- migrate:up\nUPDATE counter SET n = n + 10;\n");
        await using var stopped = MigrationProcesses.Migrate(Database, Catalog, LeaseSeconds);
        await WaitUntilRunsAsync("SELECT pg_sleep");

        stopped.Stop();
        await using var other = MigrationProcesses.Migrate(Database, Catalog, LeaseSeconds);
        Assert.Equal(0, await other.ExitAsync(Token));
        Assert.Equal(11, await Database.ScalarAsync<int>("SELECT n FROM counter", Token));

        stopped.Continue();
        Assert.Equal(1, await stopped.ExitAsync(Token));
        Assert.Equal(11, await Database.ScalarAsync<int>("SELECT n FROM counter", Token));
        Assert.Contains(await Database.RowsAsync("SELECT kind FROM migrator.history", Token), kind => kind == "leaseTakenOver");
    }

    [Fact]
    public async Task A_transaction_whose_epoch_was_taken_is_rolled_back_by_the_fence_alone()
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        Catalog.With("2-two.sql", "-- migrate:up\nCREATE TABLE two (id int);\nSELECT pg_sleep(1.5);\n");

        // The lease is torn away without ending the holder's session: only the check before the commit can notice.
        var run = MigrateAsync();
        await WaitUntilRunsAsync("SELECT pg_sleep");
        await Database.ExecuteAsync("UPDATE migrator.lease SET epoch = epoch + 1, run_id = gen_random_uuid()", Token);

        await Assert.ThrowsAsync<Failures.LeaseLostException>(() => run);
        Assert.False(await TableExistsAsync("two"));
        Assert.Equal(1, await Database.ScalarAsync<long>("SELECT count(*) FROM public.migrations", Token));
    }
}
