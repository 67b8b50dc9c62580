namespace Lms.Migrations.Worker.Coordination;

/// <summary>Serializes what is asked of one database across all workers; its key is the database's name.</summary>
/// <remarks>Each call may be lost, doubled, or answered twice: what counts is decided by the queue in the platform database.</remarks>
[Alias("lms.coordinator")]
internal interface IMigrationCoordinatorGrain : IGrainWithStringKey
{
    /// <summary>Takes a request, one after the other.</summary>
    /// <remarks>A minute: it asks the database what would run, which may be a database that takes its time to be reached.</remarks>
    [Alias("start"), ResponseTimeout("00:01:00")]
    Task<CoordinatorReply> StartAsync(StartMessage message, CancellationToken cancellationToken);

    /// <summary>Stops a run. Interleaved, as all that follows: nobody who wants something stopped waits for somebody's plan.</summary>
    [Alias("cancel"), Orleans.Concurrency.AlwaysInterleave]
    Task<CoordinatorReply> CancelAsync(CancelMessage message, CancellationToken cancellationToken);

    /// <summary>Approves the plan of a run.</summary>
    [Alias("approve"), Orleans.Concurrency.AlwaysInterleave]
    Task<CoordinatorReply> ApproveAsync(ApproveMessage message, CancellationToken cancellationToken);

    /// <summary>Rejects it.</summary>
    [Alias("reject"), Orleans.Concurrency.AlwaysInterleave]
    Task<CoordinatorReply> RejectAsync(RejectMessage message, CancellationToken cancellationToken);

    /// <summary>What happened in a run after a place, and then what happens, until it is over.</summary>
    [Alias("watch")]
    IAsyncEnumerable<ToldEvent> WatchAsync(Guid run, long after, CancellationToken cancellationToken);
}
