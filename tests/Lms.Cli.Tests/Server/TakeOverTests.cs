using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>A worker dies in the middle of a run.</summary>
public sealed class TakeOverTests(PostgresServer server) : ServerTest(server)
{
    [Fact(Timeout = 180_000)]
    public async Task Whoever_watches_is_told_that_another_worker_goes_on_with_it()
    {
        await WithGateAsync("001");
        await AskWellAsync("migrate", "--detach");
        await AtGateAsync();
        var second = await StartWorkerAsync("worker-2");
        await using var lms = Start("run", "watch", $"{await OnlyRunAsync()}", "--server", second.Url);
        await lms.WaitForAsync("main: applying 1 migration", Token);

        Worker.Kill();
        await lms.WaitForAsync("taken over by", Token);
        await OpenGateAsync();

        Assert.Equal(0, await lms.ExitAsync(Token));
        Assert.Matches(@"! interrupted: worker-1@\S+ is gone", lms.Output);
        Assert.Matches(@"▶ taken over by worker-2@\S+: goes on after worker-1@", lms.Output);
        Assert.Contains("main: 1 migration applied", lms.Output, StringComparison.Ordinal);
    }
}
