namespace Lms.Migrations.Worker.Cluster;

/// <summary>Hears that the others have given this silo up: it was silent for too long, as a process that was stopped is.</summary>
/// <remarks>Orleans would end the process at once. There is no need to: what this worker does counts by its claims and leases, and whatever it is
/// asked it can do without the cluster. It goes on, says in its health check that it should be started anew, and is out of the cluster.</remarks>
internal sealed class SiloFate(ILogger<SiloFate> logger) : IFatalErrorHandler
{
    private volatile string? why;

    /// <summary>Why the silo is out; null while it is not.</summary>
    public string? Why => why;

    public bool IsUnexpected(Exception exception) => exception is not (OperationCanceledException or ObjectDisposedException);

    public void OnFatalException(object? sender = null, string? context = null, Exception? exception = null)
    {
        why ??= context ?? exception?.Message ?? "it broke";
        Log.SiloOut(logger, exception, why);
    }
}

/// <summary>Whether this worker's silo is a member of the cluster.</summary>
internal sealed class SiloStanding(SiloFate fate, ISiloStatusOracle oracle)
{
    public bool IsMember => fate.Why is null && oracle.CurrentStatus == SiloStatus.Active;

    /// <summary>How it stands, in words.</summary>
    public string Describe() => fate.Why is { } why
        ? $"the silo is out of the cluster until the worker is started anew: {why}"
        : $"the silo is {oracle.CurrentStatus}";
}
