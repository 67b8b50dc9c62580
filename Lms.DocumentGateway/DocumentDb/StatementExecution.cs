using System.Data;
using Lms.DocumentGateway.Commands;
using Npgsql;

namespace Lms.DocumentGateway.DocumentDb;

/// <summary>Puts commands to DocumentDB over one session of the server.</summary>
internal static class StatementExecution
{
    /// <exception cref="CommandException">DocumentDB refuses it.</exception>
    public static async Task<CommandResult> RunAsync(
        NpgsqlConnection connection, Statement statement, Request request, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, statement.Sql, statement.Arguments(request));
        // Of the rows only calls hold a type that the driver does not know.
        command.AllResultTypesAreUnknown = statement.Kind == StatementKind.Call;
        await using var reader = await ReadAsync(command, cancellationToken).ConfigureAwait(false);
        return statement.Kind switch
        {
            StatementKind.Plain => new CommandResult(Replies.Normalize(Bytes(reader, 0))),
            StatementKind.Call => new CommandResult(Replies.Normalize(Replies.OfText(reader.GetString(0)))),
            StatementKind.Write => WriteResult(Bytes(reader, 0), reader.GetBoolean(1)),
            StatementKind.Cursor => new CommandResult(Bytes(reader, 0), Cursor: Cursor(reader)),
            StatementKind.Drop => new CommandResult(Replies.OfDrop(request, reader.GetBoolean(0))),
            StatementKind.DropDatabase => new CommandResult(Replies.OfDropDatabase(request)),
            _ => new CommandResult(Replies.Ok),
        };
    }

    /// <summary>Reads the next page of a cursor.</summary>
    public static async Task<CommandResult> NextPageAsync(
        NpgsqlConnection connection, Request request, CursorState cursor, CancellationToken cancellationToken)
    {
        await using var command = Command(connection, Statement.NextPageSql, [request.Database, request.Body, cursor.Continuation]);
        await using var reader = await ReadAsync(command, cancellationToken).ConfigureAwait(false);
        return new CommandResult(Bytes(reader, 0), Cursor: reader.IsDBNull(1) ? null : cursor with { Continuation = Bytes(reader, 1) });
    }

    /// <summary>Runs a statement that returns nothing.</summary>
    public static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string sql, object[] arguments)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var argument in arguments)
            command.Parameters.Add(new NpgsqlParameter { Value = argument });
        return command;
    }

    private static async Task<NpgsqlDataReader> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        var reader = await command.ExecuteReaderAsync(CommandBehavior.SingleRow, cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return reader;
    }

    private static byte[] Bytes(NpgsqlDataReader reader, int column) => reader.GetFieldValue<byte[]>(column);

    private static CommandResult WriteResult(byte[] reply, bool succeeded) =>
        succeeded ? new CommandResult(reply) : new CommandResult(Replies.WithErrorCodes(reply), HasWriteErrors: true);

    private static CursorState? Cursor(NpgsqlDataReader reader) =>
        reader.IsDBNull(1) ? null : new CursorState(reader.GetInt64(3), Bytes(reader, 1), reader.GetBoolean(2));
}
