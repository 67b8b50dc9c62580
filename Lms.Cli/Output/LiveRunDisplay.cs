using Lms.Cli.Databases;
using Lms.Cli.Databases.Remote;
using Lms.Migrations;
using Spectre.Console;

namespace Lms.Cli.Output;

/// <summary>Finished steps scroll by; below them one block shows what is under way, for how long, and what it waits for.</summary>
internal sealed class LiveRunDisplay(IAnsiConsole console, TimeProvider time) : IRunDisplay
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(100);

    public async Task FollowAsync(string database, RunHandle run, Action<MigrationEvent> observe)
    {
        using var region = new LiveRegion(console);
        var step = new StepInProgress(database, time);
        var text = new RunText(database, time);

        await using var enumerator = run.Events.GetAsyncEnumerator(CancellationToken.None);
        var next = enumerator.MoveNextAsync().AsTask();
        while (true)
        {
            await DrawUntilAsync(next, region, step, run.IsStopping);
            if (!await next)
                return;

            observe(enumerator.Current);
            step.Apply(enumerator.Current);
            if (text.Lasting(enumerator.Current) is { } line)
                region.Print(line);
            // A question is about to be asked where the region is drawn.
            if (enumerator.Current is WatchPaused)
                region.Leave();
            next = enumerator.MoveNextAsync().AsTask();
        }
    }

    // Nothing is drawn for what takes less than a frame: a thousand short steps scroll by without flicker.
    private async Task DrawUntilAsync(Task next, LiveRegion region, StepInProgress step, Func<bool> isStopping)
    {
        while (await Task.WhenAny(next, Task.Delay(FrameTime, time, CancellationToken.None)) != next)
            region.Draw([.. step.Draw(isStopping(), console.Profile.Width)]);
    }
}
