using Npgsql.Replication;
using NpgsqlTypes;

namespace Lms.Migrations.Tests.Telemetry;

/// <summary>A replica that says of everything it is sent that it has replayed it, but late. To the server it is one like any other.</summary>
internal sealed class SlowReplica : IAsyncDisposable
{
    private readonly PhysicalReplicationConnection connection;
    private readonly CancellationTokenSource stop = new();
    private readonly Task replaying;

    private SlowReplica(PhysicalReplicationConnection connection, NpgsqlLogSequenceNumber from, TimeSpan late)
    {
        this.connection = connection;
        replaying = ReplayAsync(from, late);
    }

    public static async Task<SlowReplica> StartAsync(string connectionString, TimeSpan late, CancellationToken cancellationToken)
    {
        var opened = new PhysicalReplicationConnection(connectionString) { WalReceiverStatusInterval = TimeSpan.FromMilliseconds(100) };
        await opened.Open(cancellationToken);
        var system = await opened.IdentifySystem(cancellationToken);
        return new SlowReplica(opened, system.XLogPos, late);
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await replaying;
        await connection.DisposeAsync();
        stop.Dispose();
    }

    private async Task ReplayAsync(NpgsqlLogSequenceNumber from, TimeSpan late)
    {
        var replayed = new List<Task>();
        try
        {
            await foreach (var part in connection.StartReplication(from, stop.Token))
                replayed.Add(AcknowledgeAsync(part.WalEnd, late));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The test has seen what it wanted to see.
        }

        await Task.WhenAll(replayed);
    }

    private async Task AcknowledgeAsync(NpgsqlLogSequenceNumber position, TimeSpan late)
    {
        await Task.Delay(late, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!stop.IsCancellationRequested)
            connection.SetReplicationStatus(position);
    }
}
