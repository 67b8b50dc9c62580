namespace Lms.Cli.Databases.Remote;

/// <summary>What came first while something was waited for.</summary>
internal enum Awaited
{
    /// <summary>The next item.</summary>
    Item,

    /// <summary>The end; there is no next item.</summary>
    End,

    /// <summary>Nothing, for too long.</summary>
    Silence,

    /// <summary>Ctrl+C.</summary>
    Interruption,
}

/// <summary>Reads a sequence whose next item may be long in coming: waiting for it can be left and taken up again.</summary>
/// <param name="items">The sequence.</param>
/// <param name="reading">Ends the sequence when the reader is disposed of.</param>
/// <param name="time">The clock for patience.</param>
internal sealed class PatientReader<T>(IAsyncEnumerable<T> items, CancellationTokenSource reading, TimeProvider time) : IAsyncDisposable
{
    private readonly IAsyncEnumerator<T> enumerator = items.GetAsyncEnumerator(CancellationToken.None);
    private Task<bool>? next;

    /// <summary>The item that <see cref="WaitAsync"/> came back with.</summary>
    public T Current => enumerator.Current;

    /// <summary>Waits for the next item.</summary>
    /// <param name="patience">For how long; infinite for as long as it takes.</param>
    /// <param name="interruption">What is more urgent.</param>
    public async Task<Awaited> WaitAsync(TimeSpan patience, CancellationToken interruption)
    {
        next ??= enumerator.MoveNextAsync().AsTask();
        using var waited = CancellationTokenSource.CreateLinkedTokenSource(interruption);
        var first = await Task.WhenAny(next, Task.Delay(patience, time, waited.Token));
        await waited.CancelAsync();
        if (first != next)
            return interruption.IsCancellationRequested ? Awaited.Interruption : Awaited.Silence;

        var isItem = await next;
        next = null;
        return isItem ? Awaited.Item : Awaited.End;
    }

    public async ValueTask DisposeAsync()
    {
        await reading.CancelAsync();
        if (next is not null)
            await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await enumerator.DisposeAsync();
    }
}
