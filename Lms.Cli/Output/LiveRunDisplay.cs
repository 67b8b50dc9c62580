using Lms.Migrations;
using Spectre.Console;

namespace Lms.Cli.Output;

/// <summary>Finished steps scroll by; below them one block shows what is under way, for how long, and what it waits for.</summary>
internal sealed class LiveRunDisplay(IAnsiConsole console, TimeProvider time) : IRunDisplay
{
    private static readonly TimeSpan FrameTime = TimeSpan.FromMilliseconds(100);

    public Task FollowAsync(
        string database, IAsyncEnumerable<MigrationEvent> events, Action<MigrationEvent> observe, CancellationToken cancellationToken)
    {
        var canvas = new SpectreCanvas(console);
        var step = new StepInProgress(database, time);
        return console.Live(Text.Empty).AutoClear(true).StartAsync(async live =>
        {
            await using var enumerator = events.GetAsyncEnumerator(cancellationToken);
            var text = new RunText(database);
            var next = enumerator.MoveNextAsync().AsTask();
            while (true)
            {
                await Task.WhenAny(next, Task.Delay(FrameTime, time, CancellationToken.None));
                live.UpdateTarget(canvas.ToParagraph([.. step.Draw(cancellationToken.IsCancellationRequested)]));
                if (!next.IsCompleted)
                    continue;
                if (!await next)
                    break;

                observe(enumerator.Current);
                step.Apply(enumerator.Current);
                if (text.Lasting(enumerator.Current) is { } line)
                    canvas.Line(line);
                next = enumerator.MoveNextAsync().AsTask();
            }
        });
    }
}
