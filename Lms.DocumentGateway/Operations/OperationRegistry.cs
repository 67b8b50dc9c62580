using System.Collections.Concurrent;
using Lms.DocumentGateway.Commands;

namespace Lms.DocumentGateway.Operations;

/// <summary>All commands that are carried out at the moment.</summary>
internal sealed class OperationRegistry
{
    private readonly ConcurrentDictionary<long, RunningOperation> running = new();
    private long last;

    public IReadOnlyCollection<RunningOperation> Running => [.. running.Values];

    /// <summary>Notes a command; dispose what comes back when it is done.</summary>
    public RunningOperation Begin(Request request, Client client)
    {
        var operation = new RunningOperation(Interlocked.Increment(ref last), request, client, this);
        running[operation.Id] = operation;
        return operation;
    }

    public void End(RunningOperation operation) => running.TryRemove(operation.Id, out _);

    /// <summary>Kills a command; one that has ended is let be.</summary>
    public void Kill(long id)
    {
        if (!running.TryGetValue(id, out var operation))
            return;
        try
        {
            operation.Kill();
        }
        catch (ObjectDisposedException)
        {
            // It has ended just now.
        }
    }
}
