using System.Net;
using System.Net.Sockets;
using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Servers;
using Lms.EmbeddedPostgres.Tests.Fakes;
using Npgsql;

namespace Lms.EmbeddedPostgres.Tests;

public sealed class PersistentServerTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private EmbeddedPostgresOptions Options => new() { DataDirectory = directory.Path };

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Data_password_and_port_are_the_same_at_the_second_start()
    {
        string first;
        await using (var server = await StartAsync(Options))
        {
            first = server.ConnectionString;
            await Sql.ExecuteAsync(first, "CREATE TABLE kept AS SELECT 7 AS seven", Token);
        }

        await using var again = await StartAsync(Options);

        Assert.Equal(first, again.ConnectionString);
        Assert.Equal(7, await Sql.ScalarAsync<int>(first, "SELECT seven FROM kept", Token));
        Assert.Equal("on", await Sql.ScalarAsync<string>(first, "SHOW fsync", Token));
    }

    [Fact]
    public async Task Only_the_owner_can_read_the_password_and_no_other_data_has_it()
    {
        await using var server = await StartAsync(Options);
        var file = Path.Combine(directory.Path, "password");
        using var elsewhere = new TemporaryDirectory();
        await using var other = await StartAsync(new EmbeddedPostgresOptions { DataDirectory = elsewhere.Path });

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(PasswordIn(server), await File.ReadAllTextAsync(file, Token));
        Assert.NotEqual(PasswordIn(server), PasswordIn(other));
    }

    [Fact]
    public async Task A_busy_port_gives_way_to_the_next_free_one_and_is_reported()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var busy = ((IPEndPoint)other.LocalEndpoint).Port;
        var reports = new ReportList();

        await using var server = await EmbeddedPostgresServer.StartAsync(Options with { Port = busy }, reports, Token);

        Assert.NotEqual(busy, PortOf(server));
        Assert.Contains(reports.Notices, notice => notice.Contains($"port {busy} is taken") && notice.Contains($"{PortOf(server)}"));
    }

    [Fact]
    public async Task A_stale_pid_file_with_the_id_of_a_living_process_does_not_hinder_a_start()
    {
        await (await StartAsync(Options)).DisposeAsync();
        // PostgreSQL itself sees through the id of another account's process, but not through one of its own account's.
        using var bystander = ServerAccount.Current.Run(new Command("sleep", "60")).Start();
        var file = PostmasterPid.FileIn(Path.Combine(directory.Path, "pgdata"));
        await File.WriteAllTextAsync(file, $"{bystander.Id}\n{directory.Path}/pgdata\n", Token);

        await using (var server = await StartAsync(Options))
            Assert.Equal(1, await Sql.ScalarAsync<int>(server.ConnectionString, "SELECT 1", Token));

        Assert.False(bystander.HasExited);
        bystander.Kill();
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused_by_name()
    {
        await (await StartAsync(Options)).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "pgdata", "PG_VERSION"), "9\n", Token);

        var fault = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(Options));

        Assert.Contains("was written by PostgreSQL 9", fault.Message);
    }

    [Fact]
    public async Task A_server_that_does_not_start_says_what_its_log_says()
    {
        await (await StartAsync(Options)).DisposeAsync();
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "pgdata", "postgresql.auto.conf"), "no_such_setting = 1\n", Token);

        var fault = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => StartAsync(Options));

        Assert.Contains("no_such_setting", fault.Message);
    }

    [Fact]
    public async Task A_password_change_that_was_cut_short_is_finished_at_the_next_start()
    {
        string password;
        await using (var server = await StartAsync(Options))
            password = PasswordIn(server);
        var current = Path.Combine(directory.Path, "password");
        File.Move(current, Path.Combine(directory.Path, "password.next"));
        await File.WriteAllTextAsync(Path.Combine(directory.Path, "password.template"), "the template's", Token);

        await using var again = await StartAsync(Options);

        Assert.NotEqual(password, PasswordIn(again));
        Assert.Equal(PasswordIn(again), await File.ReadAllTextAsync(current, Token));
    }

    private static Task<EmbeddedPostgresServer> StartAsync(EmbeddedPostgresOptions options) =>
        EmbeddedPostgresServer.StartAsync(options, progress: null, Token);

    private static int PortOf(EmbeddedPostgresServer server) => new NpgsqlConnectionStringBuilder(server.ConnectionString).Port;

    private static string PasswordIn(EmbeddedPostgresServer server) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString).Password!;
}
