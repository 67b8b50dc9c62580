namespace Lms.DocumentGateway.Sessions;

/// <summary>How a transaction stands. It begins <see cref="Open"/>, becomes one of the others once, and stays that.</summary>
internal enum TransactionState
{
    /// <summary>Commands of it may come.</summary>
    Open,

    /// <summary>Committing again is answered as the first time: the client may not have heard.</summary>
    Committed,

    /// <summary>Rolled back: asked for, after a failure, at the end of its lifetime, or because its client has gone.</summary>
    Aborted,

    /// <summary>The server below went away while it committed; nobody here knows what became of it.</summary>
    Unknown,
}
