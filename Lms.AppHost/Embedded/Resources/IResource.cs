namespace Lms.AppHost.Embedded.Resources;

/// <summary>Something the app host provides. Resources start in the order of their list, each when the one before it is up;
/// disposing stops one, and must also work after a start that failed.</summary>
internal interface IResource : IAsyncDisposable
{
    /// <summary>Brings it up; returns when others can use it.</summary>
    /// <exception cref="HostException">It cannot be provided.</exception>
    Task StartAsync(CancellationToken cancellationToken);
}

/// <summary>A resource that can die while it runs, and that the others cannot do without: all are then started anew.</summary>
internal interface IMortalResource : IResource
{
    /// <summary>Returns when it has ended by itself.</summary>
    /// <returns>A sentence saying what ended and where to read more.</returns>
    Task<string> WaitForDeathAsync(CancellationToken cancellationToken);
}
