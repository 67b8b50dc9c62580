using Lms.AppHost.Embedded.Output;
using Lms.AppHost.Embedded.Resources;
using Lms.AppHost.State;

namespace Lms.AppHost;

/// <summary>Starts every resource of the stack in order, keeps them running until it is told to stop, and stops them in
/// reverse order. When one dies that the others need, all are started anew.</summary>
internal sealed class DevelopmentHost(HostOptions options, Screen screen, TimeProvider time)
{
    /// <summary>A start that takes longer with its dashboard up waits for migrations, which may be for hours.</summary>
    private static readonly TimeSpan LongStart = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    private readonly RestartPolicy restarts = new(time);
    private bool wasReady;

    /// <summary>Runs until <paramref name="stop"/> is cancelled or a resource cannot be provided.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        try
        {
            if (options.OnlyPrepare)
            {
                await Stack.PrepareAsync(screen, stop);
                return ExitCode.Done;
            }

            using var claim = CheckoutClaim.Take(options.Checkout);
            while (await ServeAsync(stop) is { } death)
                await RecoverAsync(death, stop);
            screen.Good("Stopped.");
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            screen.Line(wasReady ? "Stopped." : "Stopped before it was ready.");
            return wasReady ? ExitCode.Done : ExitCode.Cancelled;
        }
        catch (HostException fault)
        {
            screen.Bad(fault.Message);
            return ExitCode.Unavailable;
        }
    }

    /// <summary>Runs all resources once.</summary>
    /// <returns>How one of them died; null when they were stopped as asked.</returns>
    private async Task<string?> ServeAsync(CancellationToken stop)
    {
        restarts.Started();
        var stack = Stack.Compose(options, screen, time);
        await using var running = new RunningResources();
        var start = running.StartAsync(stack.Resources, stop);
        if (stack.Dashboard is { } dashboard)
            await ShowDuringAsync(start, dashboard);
        if (await start is { } early)
            return early;
        Board.Write(screen, stack, options.Checkout, time);
        wasReady = true;

        var death = await running.WaitAsync(stop);
        if (death is null)
            screen.Line("Stopping …");
        return death;
    }

    /// <summary>Says where one can watch what a long start waits for; one that is over soon says it on its board.</summary>
    private async Task ShowDuringAsync(Task start, IDashboard dashboard)
    {
        for (var up = TimeSpan.Zero; up < LongStart; up = dashboard.IsHealthy ? up + Look : TimeSpan.Zero)
        {
            await Task.WhenAny(start, Task.Delay(Look, time));
            if (start.IsCompleted)
                return;
        }

        screen.Strong(DashboardLine.OfStart(dashboard));
    }

    private async Task RecoverAsync(string death, CancellationToken stop)
    {
        var delay = restarts.NextDelay()
            ?? throw new HostException($"{death} It keeps ending soon after its start, so this was the last attempt.");
        screen.Bad(death);
        screen.Line($"Starting again in {delay.TotalSeconds:0} s …");
        await Task.Delay(delay, time, stop);
    }
}
