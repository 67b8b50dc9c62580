using System.Diagnostics;
using Lms.AppHost.Embedded.Output;
using Lms.AppHost.Embedded.Resources;

namespace Lms.AppHost.Embedded.Services;

/// <summary>A service: started, watched, started again alone when it dies, and given up when it keeps dying.</summary>
internal abstract class ServiceResource : IService, IResource
{
    /// <summary>How often another program may take the port between the look and the start.</summary>
    private const int PortAttempts = 5;

    private readonly ServiceLog log;
    private readonly TimeProvider time;
    private readonly RestartPolicy restarts;
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource settled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task supervision = Task.CompletedTask;

    /// <param name="label">What it is called.</param>
    /// <param name="directory">Where its log is kept.</param>
    /// <param name="port">Where it gets its port from.</param>
    /// <param name="health">How to find out that it is up.</param>
    /// <param name="screen">Where its log is shown.</param>
    /// <param name="time">The clock for pauses.</param>
    protected ServiceResource(ServiceLabel label, string directory, ServicePort port, ServiceHealth health, Screen screen, TimeProvider time)
    {
        this.time = time;
        Port = port;
        Health = health;
        Screen = screen;
        Name = label.Name;
        LogFile = Path.Combine(directory, $"{Name}.log");
        log = new ServiceLog(Name, LogFile, label.Colour, screen, time);
        restarts = new RestartPolicy(time);
    }

    /// <summary>Raised when it has become healthy or is known not to, when it has ended, and when it is given up.</summary>
    public event EventHandler? Changed;

    public string Name { get; }

    public string LogFile { get; }

    public Uri? Address { get; private set; }

    public string State { get; private set; } = "not started";

    public bool IsHealthy { get; private set; }

    /// <summary>Whether nothing more is to be expected of it.</summary>
    public bool IsGivenUp { get; private set; }

    protected ServicePort Port { get; }

    protected ServiceHealth Health { get; }

    protected Screen Screen { get; }

    /// <summary>Returns when it is healthy, or known not to become so.</summary>
    public virtual async Task StartAsync(CancellationToken cancellationToken)
    {
        log.Open();
        supervision = SuperviseAsync(stopping.Token);
        await await Task.WhenAny(settled.Task, supervision).WaitAsync(cancellationToken);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await supervision;
        stopping.Dispose();
        log.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>How to start its process.</summary>
    /// <param name="address">Where it shall listen.</param>
    /// <exception cref="HostException">It cannot be started.</exception>
    protected abstract ProcessStartInfo Describe(Uri address);

    /// <summary>What is to be done each time that it has become healthy, before others rely on it.</summary>
    /// <param name="address">Where it answers.</param>
    /// <param name="isFirst">Whether it never was before, and the host's start waits for it.</param>
    /// <param name="life">Cancelled when it ends, or is told to.</param>
    protected virtual Task WelcomeAsync(Uri address, bool isFirst, CancellationToken life) => Task.CompletedTask;

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

                Screen.Bad($"{Name} {end}. Starting it again in {delay.TotalSeconds:0} s …");
                await Task.Delay(delay, time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        catch (HostException fault)
        {
            GiveUp($"{Name}: {fault.Message}");
        }
    }

    /// <summary>One life of the service: from its start to its end, whatever ends it.</summary>
    /// <returns>How it ended by itself; null when it was stopped.</returns>
    private async Task<ServiceEnd?> LiveAsync(CancellationToken stop)
    {
        for (var attempt = 1; !stop.IsCancellationRequested; attempt++)
        {
            var address = Locate();
            restarts.Started();
            await using var process = ServiceProcess.Start(Describe(address), log, time);
            using var life = CancellationTokenSource.CreateLinkedTokenSource(stop);
            var greeting = GreetAsync(address, process.Id, life.Token);
            try
            {
                var end = await process.WaitForEndAsync(stop);
                if (IsHealthy || Port.IsFree() || attempt == PortAttempts)
                    return end;
                Screen.Notice($"{Name}: port {address.Port} was taken just now, trying another");
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return null;
            }
            finally
            {
                await life.CancelAsync();
                await greeting;
                Become("ended", isHealthy: false);
            }
        }

        return null;
    }

    private Uri Locate()
    {
        var (port, taken) = Port.Take();
        if (taken != 0)
            Screen.Notice($"{Name}: port {taken} is taken by another program, using {port}");
        (Address, State) = (new UriBuilder(Uri.UriSchemeHttp, "127.0.0.1", port).Uri, "starting");
        return Address;
    }

    private async Task GreetAsync(Uri address, int processId, CancellationToken life)
    {
        try
        {
            var isFirst = !settled.Task.IsCompleted;
            var isHealthy = await Health.WaitAsync(address, processId, life);
            Become(isHealthy ? "healthy" : "not healthy", isHealthy);
            if (isHealthy && !isFirst)
                Screen.Good($"{Name} is up again at {address.GetLeftPart(UriPartial.Authority)}");
            if (isHealthy)
                await WelcomeAsync(address, isFirst, life);
            settled.TrySetResult();
        }
        catch (OperationCanceledException) when (life.IsCancellationRequested)
        {
            // It has ended, or is told to.
        }
    }

    private void GiveUp(string why)
    {
        Screen.Bad(why);
        IsGivenUp = true;
        Become("given up", isHealthy: false);
        settled.TrySetResult();
    }

    private void Become(string state, bool isHealthy)
    {
        (IsHealthy, State) = (isHealthy, state);
        Changed?.Invoke(this, EventArgs.Empty);
    }
}
