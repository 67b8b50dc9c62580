using Lms.DocumentDb;
using Lms.DocumentGateway.Commands;

namespace Lms.DocumentGateway.Sessions;

/// <summary>A logical session of a client: it has one transaction at a time, and remembers how its last write ended.</summary>
#pragma warning disable CA1001 // A gate that nobody takes a wait handle of holds nothing, and somebody may still stand before it.
internal sealed class ClientSession(Guid id)
#pragma warning restore CA1001
{
    // Held by the command that works on the transaction or on what is remembered.
    private readonly SemaphoreSlim gate = new(1, 1);

    public Guid Id { get; } = id;

    /// <summary>Whether no command works on it.</summary>
    public bool IsIdle => gate.CurrentCount > 0;

    /// <summary>When it was last used, as <see cref="TimeProvider.GetTimestamp"/> has it.</summary>
    public long LastUsed { get; set; }

    /// <summary>The newest transaction, however it ended; null before the first.</summary>
    public SessionTransaction? Transaction { get; set; }

    /// <summary>The newest write that may be sent again; null before the first.</summary>
    public RememberedWrite? LastWrite { get; set; }

    /// <summary>The highest number that was used, by transactions and writes alike: numbers only rise.</summary>
    public long HighestNumber => Math.Max(Transaction?.Number ?? long.MinValue, LastWrite?.Number ?? long.MinValue);

    public bool HasOpenTransaction => Transaction is { State: TransactionState.Open };

    /// <summary>Waits for the command that works on it, and keeps others out until what it returns is disposed of.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return new Stay(gate);
    }

    public CommandException TooOld(long number) => new(
        MongoError.TransactionTooOld, $"The number {number} is lower than {HighestNumber}, which was used in this session.");

    private sealed class Stay(SemaphoreSlim gate) : IDisposable
    {
        public void Dispose() => gate.Release();
    }
}

/// <summary>A write and how it was answered, for a client that did not hear and sends it again.</summary>
/// <param name="Number">Given by the client.</param>
/// <param name="Command">Its name.</param>
/// <param name="Target">Where it wrote.</param>
/// <param name="Reply">In BSON.</param>
internal sealed record RememberedWrite(long Number, string Command, string Target, byte[] Reply);
