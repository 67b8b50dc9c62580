using Lms.Migrations.Worker.Runs.Storage;

namespace Lms.Migrations.Worker.Coordination;

/// <summary>What a grain tells of a run, taken with a bound: a silo that was killed says neither a word nor that it will say none.</summary>
internal sealed class GrainStream : IDisposable
{
    private readonly CancellationTokenSource end;
    private readonly IAsyncEnumerator<ToldEvent> told;
    private readonly TimeProvider time;
    private Task<bool>? next;

    /// <param name="watch">The grain's method.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public GrainStream(Func<CancellationToken, IAsyncEnumerable<ToldEvent>> watch, TimeProvider time, CancellationToken cancellationToken)
    {
        this.time = time;
        end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        told = watch(end.Token).GetAsyncEnumerator(end.Token);
    }

    /// <summary>Whether the grain said that there is nothing more to tell, ever.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>What comes next, or that nothing came for so long.</summary>
    /// <exception cref="OperationCanceledException">The watcher has left.</exception>
    public async Task<Told> NextAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        next ??= told.MoveNextAsync().AsTask();
        using (var waited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            await Task.WhenAny(next, Task.Delay(longest, time, waited.Token));
            await waited.CancelAsync();
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (!next.IsCompleted)
            return new Told.Nothing();

        var moved = next;
        next = null;
        try
        {
            if (await moved)
                return new Told.Event(told.Current.ToStored());

            IsAtEnd = true;
            return new Told.End();
        }
#pragma warning disable CA1031 // Whatever breaks the stream, the events are kept elsewhere.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new Told.Lost(exception.Message);
        }
    }

    /// <summary>Leaves. Nobody waits for a silo that may be gone to hear of it.</summary>
    public void Dispose() => _ = EndAsync();

    private async Task EndAsync()
    {
        await end.CancelAsync();
        if (next is not null)
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await told.DisposeAsync().AsTask().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
    }
}

/// <summary>What came of waiting for a stream.</summary>
internal abstract record Told
{
    private Told()
    {
    }

    public sealed record Event(StoredEvent Happened) : Told;

    /// <summary>Nothing so far.</summary>
    public sealed record Nothing : Told;

    /// <summary>There is nothing more to tell.</summary>
    public sealed record End : Told;

    /// <summary>The stream broke.</summary>
    public sealed record Lost(string Why) : Told;
}
