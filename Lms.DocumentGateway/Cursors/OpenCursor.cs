using Lms.DocumentGateway.DocumentDb;
using Lms.DocumentGateway.Sessions;
using Npgsql;

namespace Lms.DocumentGateway.Cursors;

/// <summary>A cursor that a client may ask for more.</summary>
/// <param name="State">As the server below knows it now.</param>
/// <param name="Namespace"><c>database.collection</c>.</param>
/// <param name="Session">The client's session that opened it; null without one.</param>
/// <param name="Transaction">The transaction that it belongs to, and ends with; null for none.</param>
/// <param name="Connection">The session of the server in which it lives; null when any will do, or the transaction's.</param>
/// <param name="LastUsed">As <see cref="TimeProvider.GetTimestamp"/> has it.</param>
internal sealed record OpenCursor(
    CursorState State, string Namespace, Guid? Session, SessionTransaction? Transaction, NpgsqlConnection? Connection, long LastUsed)
{
    public long Id => State.Id;
}
