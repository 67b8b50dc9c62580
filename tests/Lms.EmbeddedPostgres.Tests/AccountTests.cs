using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Roots;
using Lms.EmbeddedPostgres.Servers;

namespace Lms.EmbeddedPostgres.Tests;

public sealed class AccountTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Root_without_a_postgres_account_runs_the_server_as_nobody()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "only root can start programs as another account");
        var machine = Machine.Current with { Account = ServerAccount.Unprivileged(["nobody:x:65534:65534::/:/bin/false"]) };

        await using var server = await EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions(), machine, new DebianRootBuilder(machine), progress: null, Token);

        var data = await Sql.ScalarAsync<string>(server.ConnectionString, "SHOW data_directory", Token);
        var status = await File.ReadAllLinesAsync($"/proc/{PostmasterPid.Read(data)!.ProcessId}/status", Token);
        Assert.Contains("Uid:\t65534\t65534\t65534\t65534", status);
    }

    [Fact]
    public void A_closed_directory_on_the_way_is_noticed_before_the_server_fails_on_it()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "an ordinary user's server is the user");
        using var directory = new Fakes.TemporaryDirectory();
        var below = Path.Combine(directory.Path, "closed", "data");
        Directory.CreateDirectory(Path.GetDirectoryName(below)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        Assert.True(ServerAccount.Current.Reaches(directory.Path));
        Assert.False(ServerAccount.Current.Reaches(below));
    }
}
