using Lms.AppHost.Output;
using Lms.AppHost.Resources;
using Spectre.Console;

namespace Lms.AppHost.Embedded.Workers;

/// <summary>One worker: started, watched, started again alone when it dies, and given up when it keeps dying.</summary>
internal sealed class WorkerResource : IService, IResource
{
    /// <summary>How often another program may take the port between the look and the start.</summary>
    private const int PortAttempts = 5;

    private static readonly Color[] Colours =
        [Color.Aqua, Color.Fuchsia, Color.Blue, Color.Teal, Color.Purple, Color.Olive, Color.SteelBlue, Color.Orchid];

    private readonly int index;
    private readonly WorkerSetup setup;
    private readonly WorkerPorts ports;
    private readonly WorkerHealth health;
    private readonly WorkerLog log;
    private readonly Screen screen;
    private readonly TimeProvider time;
    private readonly RestartPolicy restarts;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task supervision = Task.CompletedTask;

    /// <param name="index">From 0; its name counts from 1.</param>
    /// <param name="setup">What it has in common with the others.</param>
    /// <param name="ports">Where it gets its port from.</param>
    /// <param name="health">How to find out that it is up.</param>
    /// <param name="directory">Where its log is kept.</param>
    /// <param name="screen">Where its log is shown.</param>
    /// <param name="time">The clock for pauses.</param>
    public WorkerResource(
        int index, WorkerSetup setup, WorkerPorts ports, WorkerHealth health, string directory, Screen screen, TimeProvider time)
    {
        this.index = index;
        this.setup = setup;
        this.ports = ports;
        this.health = health;
        this.screen = screen;
        this.time = time;
        Name = $"worker-{index + 1}";
        LogFile = Path.Combine(directory, $"{Name}.log");
        log = new WorkerLog(Name, LogFile, Colours[index], screen, time);
        restarts = new RestartPolicy(time);
    }

    /// <summary>Raised when it has become healthy, and when it is given up.</summary>
    public event EventHandler? Changed;

    public string Name { get; }

    public string LogFile { get; }

    public Uri? Address { get; private set; }

    public string State { get; private set; } = "not started";

    public bool IsHealthy { get; private set; }

    /// <summary>Whether nothing more is to be expected of it.</summary>
    public bool IsGivenUp { get; private set; }

    /// <summary>Returns when it is healthy, or known not to become so.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        log.Open();
        supervision = SuperviseAsync(stopping.Token);
        await await Task.WhenAny(settled.Task, supervision).WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await supervision;
        stopping.Dispose();
        log.Dispose();
    }

    private async Task SuperviseAsync(CancellationToken stop)
    {
        try
        {
            while (await LiveAsync(stop) is { } end)
            {
                if (restarts.NextDelay() is not { } delay)
                {
                    GiveUp($"{Name} {end}. It keeps ending soon after its start, so it is not started again.");
                    return;
                }

                screen.Bad($"{Name} {end}. Starting it again in {delay.TotalSeconds:0} s …");
                await Task.Delay(delay, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (HostException fault)
        {
            GiveUp($"{Name}: {fault.Message}");
        }
    }

    /// <summary>One life of the worker: from its start to its end, whatever ends it.</summary>
    /// <returns>How it ended by itself; null when it was stopped.</returns>
    private async Task<WorkerEnd?> LiveAsync(CancellationToken stop)
    {
        for (var attempt = 1; !stop.IsCancellationRequested; attempt++)
        {
            var address = Locate();
            restarts.Started();
            await using var process = WorkerProcess.Start(setup.Start(Name, address), log, time);
            using var life = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var greeting = GreetAsync(address, process.Id, life.Token);
            try
            {
                var end = await process.WaitForEndAsync(stop);
                if (IsHealthy || ports.IsFree(index) || attempt == PortAttempts)
                    return end;
                screen.Notice($"{Name}: port {address.Port} was taken just now, trying another");
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return null;
            }
            finally
            {
                await life.CancelAsync();
                await greeting;
                (IsHealthy, State) = (false, "ended");
            }
        }

        return null;
    }

    private Uri Locate()
    {
        var (port, taken) = ports.Take(index);
        if (taken != 0)
            screen.Notice($"{Name}: port {taken} is taken by another program, using {port}");
        (Address, State) = (new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri, "starting");
        return Address;
    }

    private async Task GreetAsync(Uri address, int processId, CancellationToken life)
    {
        try
        {
            IsHealthy = await health.WaitAsync(address, processId, life);
            State = IsHealthy ? "healthy" : "not healthy";
            if (!settled.TrySetResult() && IsHealthy)
                screen.Good($"{Name} is up again at {address.GetLeftPart(UriPartial.Authority)}");
            Changed?.Invoke(this, EventArgs.Empty);
        }
        catch (OperationCanceledException) when (life.IsCancellationRequested)
        {
            // It has ended, or is told to.
        }
    }

    private void GiveUp(string why)
    {
        screen.Bad(why);
        IsGivenUp = true;
        State = "given up";
        Changed?.Invoke(this, EventArgs.Empty);
        settled.TrySetResult();
    }
}
