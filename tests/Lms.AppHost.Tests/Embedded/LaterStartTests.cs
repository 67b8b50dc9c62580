using System.Globalization;

namespace Lms.AppHost.Tests;

/// <summary>Alone on the machine as far as these tests can help it: how long something takes is measured.</summary>
[CollectionDefinition(nameof(LaterStartTests), DisableParallelization = true)]
[Collection(nameof(LaterStartTests))]
public sealed class LaterStartTests
{
    private const double IdleSeconds = 4;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0")]
    [InlineData("2")]
    public async Task A_later_start_takes_under_4_s_and_finds_the_data_of_the_first_one(string workers)
    {
        using var checkout = new TemporaryCheckout();
        await using (var first = checkout.Start("--workers", workers))
        {
            await first.WaitForVerdictAsync(Token);
            await checkout.Database.ExecuteAsync("CREATE TABLE kept AS SELECT 42 AS answer", Token);
        }

        var busy = await OthersAtWorkAsync();
        await using var second = checkout.Start("--workers", workers);
        await second.WaitForVerdictAsync(Token);

        TestContext.Current.SendDiagnosticMessage(
            $"later start with {workers} workers: {second.TimeToReady.TotalMilliseconds:0} ms, {busy:0.0} others at work for each core");
        Assert.Contains("Ready in ", second.Output, StringComparison.Ordinal);
        Assert.Equal(42, await checkout.Database.ScalarAsync<int>("SELECT answer FROM kept", Token));
        Assert.DoesNotContain("001-users", second.Output, StringComparison.Ordinal);
        Assert.InRange(second.TimeToReady.TotalSeconds, 0, IdleSeconds * Math.Max(1, busy));
    }

    /// <summary>Processes that want a core, for each core: below 1 the machine has time for us. From now on, not from before.</summary>
    private static async Task<double> OthersAtWorkAsync()
    {
        const int looks = 10;
        var running = 0;
        for (var look = 0; look < looks; look++)
        {
            await Task.Delay(50, Token);
            // "0.20 0.18 0.12 3/80 11206": three want to run, this process among them.
            var counts = (await File.ReadAllTextAsync("/proc/loadavg", Token)).Split(' ')[3];
            running += int.Parse(counts.Split('/')[0], CultureInfo.InvariantCulture) - 1;
        }

        return (double)running / looks / Environment.ProcessorCount;
    }
}
