namespace Lms.DocumentGateway.DocumentDb;

/// <summary>What the server below made of a command.</summary>
/// <param name="Reply">The reply in BSON.</param>
/// <param name="HasWriteErrors">Whether writes of it failed; the reply tells which.</param>
/// <param name="Cursor">How to go on; null after the last page, and without a cursor.</param>
internal sealed record CommandResult(byte[] Reply, bool HasWriteErrors = false, CursorState? Cursor = null);

/// <summary>An open cursor as the server below knows it.</summary>
/// <param name="Id">The number that clients ask with.</param>
/// <param name="Continuation">What it wants to be told with the next question.</param>
/// <param name="NeedsConnection">Whether it lives in the session that opened it.</param>
internal sealed record CursorState(long Id, byte[] Continuation, bool NeedsConnection);
