namespace Lms.AppHost.Resources;

/// <summary>Resources that were started together; disposing stops them in reverse order.</summary>
internal sealed class RunningResources : IAsyncDisposable
{
    private readonly Stack<IResource> started = [];

    private RunningResources()
    {
    }

    /// <summary>Starts one after the other; when one fails, those before it are stopped again.</summary>
    public static async Task<RunningResources> StartAsync(IReadOnlyList<IResource> resources, CancellationToken cancellationToken)
    {
        var running = new RunningResources();
        try
        {
            foreach (var resource in resources)
            {
                running.started.Push(resource);
                await resource.StartAsync(cancellationToken);
            }

            return running;
        }
        catch
        {
            await running.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until a resource dies or <paramref name="stop"/> is cancelled.</summary>
    /// <returns>How it died; null when asked to stop.</returns>
    public async Task<string?> WaitAsync(CancellationToken stop)
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(stop);
        try
        {
            var first = await Task.WhenAny(started.OfType<IMortalResource>().Select(resource => resource.WaitForDeathAsync(watching.Token)));
            return await first;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            await watching.CancelAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (started.TryPop(out var resource))
            await resource.DisposeAsync();
    }
}
