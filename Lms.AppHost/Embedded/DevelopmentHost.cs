using Lms.AppHost.Output;
using Lms.AppHost.Resources;
using Lms.AppHost.State;

namespace Lms.AppHost;

/// <summary>Starts every resource of the stack in order, keeps them running until it is told to stop, and stops them in
/// reverse order. When one dies that the others need, all are started anew.</summary>
internal sealed class DevelopmentHost(HostOptions options, Screen screen, TimeProvider time)
{
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
        if (await running.StartAsync(stack.Resources, stop) is { } early)
            return early;
        Board.Write(screen, stack, options.Checkout, time);
        wasReady = true;

        var death = await running.WaitAsync(stop);
        if (death is null)
            screen.Line("Stopping …");
        return death;
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
