using Lms.DocumentDb;
using Lms.DocumentGateway.Bson;
using Lms.DocumentGateway.Cursors;
using Lms.DocumentGateway.DocumentDb;
using Lms.DocumentGateway.Operations;
using Lms.DocumentGateway.Sessions;
using Npgsql;

namespace Lms.DocumentGateway.Commands;

/// <summary>getMore and killCursors.</summary>
internal sealed class CursorCommands(ServerSessions server, CursorRegistry cursors)
{
    /// <summary>A cursor that a reply tells of.</summary>
    public static OpenCursor Open(
        Request request, byte[] reply, CursorState state, SessionTransaction? transaction, NpgsqlConnection? connection) =>
        new(state, NamespaceOf(reply), request.Session, transaction, connection, LastUsed: 0);

    public async Task<CommandResult> NextPageAsync(RunningOperation operation, SessionTransaction? transaction, CancellationToken cancellationToken)
    {
        var request = operation.Request;
        var cursor = cursors.Take(IdOf(request), $"{request.Database}.{CollectionOf(request)}", request.Session, transaction);
        CursorState? next = null;
        try
        {
            var result = await ReadAsync(operation, cursor, transaction?.Connection ?? cursor.Connection, cancellationToken).ConfigureAwait(false);
            next = result.Cursor;
            return result;
        }
        finally
        {
            // A page that could not be read ends its cursor: it is not known how much of it the server has passed.
            await cursors.ReturnAsync(cursor, next).ConfigureAwait(false);
        }
    }

    public async Task<byte[]> KillAsync(Request request)
    {
        var killed = new List<long>();
        var unknown = new List<long>();
        foreach (var id in IdsOf(request))
            (await cursors.KillAsync(id).ConfigureAwait(false) ? killed : unknown).Add(id);
        return new BsonBuilder()
            .Int64s("cursorsKilled", killed).Int64s("cursorsNotFound", unknown).Int64s("cursorsAlive").Int64s("cursorsUnknown")
            .Double("ok", 1).Build();
    }

    private async Task<CommandResult> ReadAsync(
        RunningOperation operation, OpenCursor cursor, NpgsqlConnection? kept, CancellationToken cancellationToken)
    {
        var connection = kept ?? await server.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            operation.ServerProcess = connection.ProcessID;
            return await StatementExecution.NextPageAsync(connection, operation.Request, cursor.State, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (kept is null)
                await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string NamespaceOf(byte[] reply) =>
        BsonElements.TryFind(reply, "cursor"u8, out var cursor) && BsonElements.TryFind(cursor.Value, "ns"u8, out var name) ? name.Text ?? "" : "";

    private static long IdOf(Request request) =>
        BsonElements.TryFind(request.Body, "getMore"u8, out var id) && id.Number is { } number
            ? number
            : throw new CommandException(MongoError.TypeMismatch, "getMore takes the number of a cursor.");

    private static string CollectionOf(Request request) =>
        BsonElements.TryFind(request.Body, "collection"u8, out var collection) && collection.Text is { } name
            ? name
            : throw new CommandException(MongoError.TypeMismatch, "getMore takes the name of a collection.");

    private static List<long> IdsOf(Request request)
    {
        if (!BsonElements.TryFind(request.Body, "cursors"u8, out var list) || list.Type != BsonType.Array)
            throw new CommandException(MongoError.TypeMismatch, "killCursors takes an array of cursors.");
        var ids = new List<long>();
        foreach (var id in new BsonElements(list.Value))
            ids.Add(id.Number ?? throw new CommandException(MongoError.TypeMismatch, "The number of a cursor is a number."));
        return ids;
    }
}
