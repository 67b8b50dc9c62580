using System.Diagnostics;
using System.Globalization;
using Lms.EmbeddedPostgres.Servers;
using Lms.EmbeddedPostgres.Tests.Fakes;
using Lms.EmbeddedPostgres.Tests.Owners;

namespace Lms.EmbeddedPostgres.Tests;

public sealed class OwnerDeathTests : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);

    private readonly TemporaryDirectory directory = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string PostgresData => Path.Combine(directory.Path, "pgdata");

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_server_whose_owner_is_killed_is_gone_within_five_seconds()
    {
        using var owner = OwnerProcess.Start(OwnerProgram.ServerRole, directory.Path);
        await owner.ReadLineAsync(Token);
        var server = PostmasterPid.Read(PostgresData)!.ProcessId;

        owner.KillAtOnce();

        await AssertGoneAsync(server);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Ctrl_C_and_SIGTERM_reach_the_owner_first_and_then_stop_the_server(string signal)
    {
        using var owner = OwnerProcess.Start(OwnerProgram.ServerRole, directory.Path);
        await owner.ReadLineAsync(Token);
        var server = PostmasterPid.Read(PostgresData)!.ProcessId;

        await owner.SignalGroupAsync(signal, Token);

        Assert.Equal("still answers 42", await owner.ReadLineAsync(Token));
        Assert.Equal(0, await owner.WaitAsync(Token));
        await AssertGoneAsync(server);
    }

    [Fact]
    public async Task A_server_that_outlived_both_owner_and_supervisor_is_replaced_at_the_next_start()
    {
        using var owner = OwnerProcess.Start(OwnerProgram.ServerRole, directory.Path);
        await owner.ReadLineAsync(Token);
        var orphan = PostmasterPid.Read(PostgresData)!.ProcessId;
        // Stopped first, for else it may notice the supervisor's death and shut the server down itself before it dies.
        await Signals.SendAsync("STOP", owner.Id, Token);
        await Signals.SendAsync("KILL", ParentOf(orphan), Token);
        owner.KillAtOnce();
        await owner.WaitAsync(Token);
        Assert.True(IsRunning(orphan));

        await using var server = await EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = directory.Path }, progress: null, Token);

        Assert.False(IsRunning(orphan));
        Assert.Equal(1, await Sql.ScalarAsync<int>(server.ConnectionString, "SELECT 1", Token));
    }

    [Fact]
    public async Task Data_that_another_process_serves_is_refused_with_its_process_id()
    {
        using var owner = OwnerProcess.Start(OwnerProgram.ServerRole, directory.Path);
        await owner.ReadLineAsync(Token);

        var fault = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { DataDirectory = directory.Path }, progress: null, Token));

        Assert.Contains($"Process {owner.Id} already serves", fault.Message);
    }

    [Fact]
    public async Task Throw_away_data_of_a_killed_owner_is_swept_at_the_next_start()
    {
        using var owner = OwnerProcess.Start(OwnerProgram.ServerRole, "-");
        var connectionString = await owner.ReadLineAsync(Token);
        var left = await Sql.ScalarAsync<string>(connectionString, "SHOW data_directory", Token);
        owner.KillAtOnce();
        await owner.WaitAsync(Token);

        await using var server = await EmbeddedPostgresServer.StartAsync(new EmbeddedPostgresOptions(), progress: null, Token);

        Assert.False(Directory.Exists(left));
    }

    private static async Task AssertGoneAsync(int processId)
    {
        var started = Stopwatch.GetTimestamp();
        while (IsRunning(processId))
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < Bound, $"The server still runs after {Bound.TotalSeconds} s.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Token);
        }
    }

    /// <summary>A zombie has ended; a container whose first process does not collect orphans keeps it listed.</summary>
    private static bool IsRunning(int processId) =>
        File.Exists($"/proc/{processId}/stat") && StatusOf(processId)[0] != "Z";

    private static int ParentOf(int processId) => int.Parse(StatusOf(processId)[1], CultureInfo.InvariantCulture);

    /// <summary>The fields behind the program's name, which may contain spaces: state, parent…</summary>
    private static string[] StatusOf(int processId) => File.ReadAllText($"/proc/{processId}/stat").Split(") ")[^1].Split(' ');
}
