namespace Lms.AppHost.Embedded.Resources;

/// <summary>Resources that were started together and are watched from then on; disposing stops them in reverse order.</summary>
internal sealed class RunningResources : IAsyncDisposable
{
    private readonly Stack<IResource> started = [];
    private readonly CancellationTokenSource watching = new();
    private readonly List<Task<string>> deaths = [];

    /// <summary>Starts one after the other. When one cannot be started, or one before it dies meanwhile, the rest is left.</summary>
    /// <returns>How one died; null when all are up.</returns>
    public async Task<string?> StartAsync(IReadOnlyList<IResource> resources, CancellationToken cancellationToken)
    {
        foreach (var resource in resources)
        {
            started.Push(resource);
            if (await StartAsync(resource, cancellationToken) is { } death)
                return death;
            if (resource is IMortalResource mortal)
                deaths.Add(mortal.WaitForDeathAsync(watching.Token));
        }

        return null;
    }

    /// <summary>Waits until a resource dies or <paramref name="stop"/> is cancelled.</summary>
    /// <returns>How it died; null when asked to stop.</returns>
    public async Task<string?> WaitAsync(CancellationToken stop)
    {
        try
        {
            return await await Task.WhenAny(deaths).WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await watching.CancelAsync();
        await ((Task)Task.WhenAll(deaths)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        while (started.TryPop(out var resource))
            await resource.DisposeAsync();
        watching.Dispose();
    }

    /// <summary>Starts one, and leaves off when another dies: it may wait for what will not come any more.</summary>
    private async Task<string?> StartAsync(IResource resource, CancellationToken cancellationToken)
    {
        using var starting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = resource.StartAsync(starting.Token);
        await Task.WhenAny([start, .. deaths]);
        if (deaths.Find(death => death.IsCompleted) is { } died)
        {
            await starting.CancelAsync();
            await start.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return await died;
        }

        await start;
        return null;
    }
}
