using System.Net;
using Lms.Migrations.Worker.Cluster;
using Lms.Migrations.Worker.Platform;
using Lms.ServiceDefaults;
using Lms.Testing;
using Lms.Testing.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Orleans.Configuration;
using Orleans.Runtime.MembershipService;

namespace Lms.Migrations.Worker.Tests.Cluster;

/// <summary>How a worker becomes a silo: by what Aspire writes into its environment, or by itself.</summary>
public sealed class SiloSetupTests(PostgresServer server) : WorkerTest(server)
{
    [Fact]
    public async Task What_Aspire_writes_into_the_environment_is_what_the_silo_is()
    {
        var port = LoopbackPort.Free();
        var setup = NewSetup()
            .Set("ConnectionStrings:platform", Platform.ConnectionString)
            .Set("Orleans:ClusterId", "dev-17").Set("Orleans:ServiceId", "lms").Set("Orleans:Clustering:ProviderType", "AdoNet")
            .Set("Orleans:Clustering:Invariant", "Npgsql").Set("Orleans:Clustering:ConnectionName", "platform")
            .Set("Orleans:Endpoints:SiloPort", $"{port}");
        await using var worker = await StartAsync(setup);

        Assert.Equal(
            [$"dev-17|127.0.0.1|{port}|3|0"],
            await Platform.RowsAsync("SELECT DeploymentId, Address, Port, Status, ProxyPort FROM OrleansMembershipTable", Token));
        Assert.True(worker.Service<SiloStanding>().IsMember);
    }

    [Fact]
    public async Task A_worker_says_that_it_is_a_member_and_its_sessions_work_as_the_workers_role()
    {
        await using var worker = await StartAsync();
        using var http = worker.HttpWith(token: null);
        Assert.Contains("\"silo\"", await http.GetStringAsync(new Uri("/health", UriKind.Relative), Token), StringComparison.Ordinal);

        worker.Service<SiloFate>().OnFatalException(context: "told so by a test");

        Assert.False(worker.Service<SiloStanding>().IsMember);
        Assert.Contains("told so by a test", worker.Service<SiloStanding>().Describe(), StringComparison.Ordinal);
        // Out of the cluster, and at work all the same.
        Catalog.WithTable("001", "one");
        Assert.Equal("succeeded", (await RunAsync(worker, Migrate())).State);
    }

    [Fact]
    public async Task A_login_that_may_do_what_the_documentation_says_is_enough()
    {
        var (role, password) = ($"platform_{Guid.NewGuid():N}", "a-password");
        await Platform.ExecuteAsync($"""
            DO $$ BEGIN CREATE ROLE lms_worker NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
            CREATE ROLE {role} LOGIN PASSWORD '{password}';
            GRANT lms_worker TO {role} WITH ADMIN OPTION;
            ALTER DATABASE "{Platform.Name}" OWNER TO {role};
            """, Token);
        var login = new NpgsqlConnectionStringBuilder(Platform.ConnectionString) { Username = role, Password = password };

        await using var worker = await StartAsync(NewSetup().Set("Lms:Platform:Connection", login.ConnectionString));

        Assert.True(worker.Service<SiloStanding>().IsMember);
        Assert.Equal("lms_worker", await Platform.ScalarAsync<string>("SELECT tableowner::text FROM pg_tables WHERE schemaname = 'hangfire' LIMIT 1", Token));
        Assert.Equal(role, await Platform.ScalarAsync<string>("SELECT tableowner::text FROM pg_tables WHERE tablename = 'orleansquery'", Token));
    }

    [Fact]
    public async Task A_worker_whose_silo_nobody_on_another_machine_reaches_does_not_start_beside_one_there()
    {
        await using (await StartAsync())
        {
            // The tables are there.
        }

        await Platform.ExecuteAsync("""
            INSERT INTO workers (id, name, host, process_id, version, presence) VALUES (gen_random_uuid(), 'w', 'another-machine', 1, '0', 1)
            """, Token);

        var refused = await Assert.ThrowsAsync<ServiceConfigurationException>(() => StartAsync());

        Assert.Contains("another-machine", refused.Message, StringComparison.Ordinal);
        Assert.Contains("AdvertisedIPAddress", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_migrations_of_this_stack_and_later_ones_of_both_do_not_stand_in_each_others_way()
    {
        await using var platform = new PlatformDatabase(Platform.ConnectionString, owner: null, "worker", TimeProvider.System);
        await platform.PrepareAsync(new RunContext("worker"), TimeSpan.FromSeconds(10), Token);
        // As if the last of those that both stacks have were added by a later version.
        await Platform.ExecuteAsync("DROP INDEX run_events_of_backfills; DELETE FROM migrations WHERE version = '006'", Token);

        await platform.PrepareAsync(new RunContext("worker"), TimeSpan.FromSeconds(10), Token);

        Assert.True(await Platform.ScalarAsync<bool>("SELECT to_regclass('run_events_of_backfills') IS NOT NULL", Token));
    }

    [Fact]
    public async Task A_silo_that_was_overtaken_changes_neither_the_table_nor_its_version()
    {
        await using var worker = await StartAsync();
        // Of another cluster, in which nobody but this test changes anything.
        var table = ActivatorUtilities.CreateInstance<AdoNetClusteringTable>(
            worker.Service<IServiceProvider>(), Options.Create(new ClusterOptions { ClusterId = "another", ServiceId = "another" }));
        await table.InitializeMembershipTableAsync(true, Token);
        var (own, other) = (NewMember(port: 1), NewMember(port: 2));
        Assert.True(await table.InsertRowAsync(own, (await table.ReadAllAsync(Token)).Version.Next(), Token));
        var before = await table.ReadAllAsync(Token);

        Assert.True(await table.InsertRowAsync(other, before.Version.Next(), Token));
        // Both were read before the insert.
        Assert.False(await table.InsertRowAsync(other, before.Version.Next(), Token));
        Assert.False(await table.UpdateRowAsync(own, before.Members.Single().Item2, before.Version.Next(), Token));
        var after = await table.ReadAllAsync(Token);
        Assert.False(await table.InsertRowAsync(other, after.Version.Next(), Token));
        Assert.Equal(before.Version.Version + 1, (await table.ReadAllAsync(Token)).Version.Version);

        other.Status = SiloStatus.Dead;
        other.SuspectTimes = [Tuple.Create(own.SiloAddress, DateTime.UtcNow)];
        var now = await table.ReadRowAsync(other.SiloAddress, Token);
        Assert.True(await table.UpdateRowAsync(other, now.Members.Single().Item2, now.Version.Next(), Token));
        var read = (await table.ReadRowAsync(other.SiloAddress, Token)).Members.Single().Item1;
        Assert.Equal((SiloStatus.Dead, 1, "silo-2"), (read.Status, read.SuspectTimes!.Count, read.SiloName));
        Assert.Equal(SiloStatus.Active, (await table.ReadRowAsync(own.SiloAddress, Token)).Members.Single().Item1.Status);

        await table.CleanupDefunctSiloEntriesAsync(DateTimeOffset.UtcNow.AddMinutes(1), Token);
        Assert.Equal([own.SiloAddress], (await table.ReadAllAsync(Token)).Members.Select(member => member.Item1.SiloAddress));
    }

    private static MembershipEntry NewMember(int port) => new()
    {
        SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, port), 1),
        SiloName = $"silo-{port}",
        HostName = "here",
        Status = SiloStatus.Active,
        StartTime = DateTime.UtcNow,
        IAmAliveTime = DateTime.UtcNow,
    };
}
