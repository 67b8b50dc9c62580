using Lms.DocumentGateway.Commands;

namespace Lms.DocumentGateway.Operations;

/// <summary>A command while it is carried out.</summary>
internal sealed class RunningOperation(long id, Request request, Client client, OperationRegistry registry) : IDisposable
{
    private readonly CancellationTokenSource killed = new();

    /// <summary>What it is killed by.</summary>
    public long Id { get; } = id;

    public Request Request { get; } = request;

    public Client Client { get; } = client;

    /// <summary>The process of the PostgreSQL server that works on it; 0 as long as none does.</summary>
    public int ServerProcess { get; set; }

    /// <summary>Cancelled when somebody kills it.</summary>
    public CancellationToken Killed => killed.Token;

    public void Kill() => killed.Cancel();

    public void Dispose()
    {
        registry.End(this);
        killed.Dispose();
    }
}
