using System.Runtime.CompilerServices;
using System.Text.Json;
using Lms.Migrations.Documents.Commands;
using Npgsql;

namespace Lms.Migrations.Documents.DocumentDb;

/// <summary>Runs commands on one connection, one after the other.</summary>
internal sealed class DocumentDbConnection(NpgsqlConnection connection, string database)
{
    private const string NextPageSql =
        "SELECT cursorpage, continuation FROM documentdb_api.cursor_get_more($1, $2::text::documentdb_core.bson, $3::text::documentdb_core.bson)";

    /// <summary>Runs one command.</summary>
    /// <param name="json">The command.</param>
    /// <param name="inTransaction">Whether a transaction is open on the connection.</param>
    /// <param name="cancellationToken">Cancels it on the server.</param>
    public async Task<string> RunAsync(string json, bool inTransaction, CancellationToken cancellationToken)
    {
        var text = CommandText.Parse(json);
        var command = DocumentDbCommand.Of(text);
        var (reply, second) = await SendAsync(command.Sql, command.Arguments(database, text), cancellationToken).ConfigureAwait(false);
        // Nobody can go on with it, and in a pool nobody else would close it.
        if (command.Kind == CommandKind.Cursor && second is not null && !inTransaction)
            await ExecuteAsync("CLOSE ALL", cancellationToken).ConfigureAwait(false);

        var shaped = command.Shape(database, text, reply);
        return command.Kind == CommandKind.Write && second != "t" ? DocumentDbReply.WithErrorCodes(shaped) : shaped;
    }

    /// <summary>Runs a command with a cursor and follows that.</summary>
    /// <param name="json">The command.</param>
    /// <param name="inTransaction">Whether a transaction is open on the connection. If none is, one is begun, for the server would
    /// otherwise keep the whole result aside; a reader that stops early leaves it open.</param>
    /// <param name="cancellationToken">Cancels it on the server.</param>
    public async IAsyncEnumerable<string> ReadAsync(
        string json, bool inTransaction, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var text = CommandText.Parse(json);
        var command = DocumentDbCommand.Of(text);
        if (command.Kind != CommandKind.Cursor)
            throw new DocumentCommandException(72, $"The command '{text.Name}' has no cursor to read.");

        if (!inTransaction)
            await ExecuteAsync("BEGIN", cancellationToken).ConfigureAwait(false);
        var (page, continuation) = await SendAsync(command.Sql, command.Arguments(database, text), cancellationToken).ConfigureAwait(false);
        while (true)
        {
            using var parsed = JsonDocument.Parse(page);
            var cursor = parsed.RootElement.Required("cursor");
            foreach (var document in (cursor.Field("firstBatch") ?? cursor.Required("nextBatch")).EnumerateArray())
                yield return document.GetRawText();
            if (continuation is null)
                break;

            (page, continuation) = await SendAsync(NextPageSql, Next(text, cursor, continuation), cancellationToken).ConfigureAwait(false);
        }

        if (!inTransaction)
            await ExecuteAsync("COMMIT", cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs a statement that returns nothing.</summary>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private NpgsqlParameter[] Next(CommandText text, JsonElement cursor, string continuation) =>
    [
        new() { Value = database },
        new() { Value = $$"""{"getMore":{{cursor.Required("id").GetRawText()}},"collection":{{Ejson.String(text.Target ?? "$cmd.aggregate")}}}""" },
        new() { Value = continuation },
    ];

    private async Task<(string Reply, string? Second)> SendAsync(
        string sql, IEnumerable<NpgsqlParameter> arguments, CancellationToken cancellationToken)
    {
        // As text: that is how bson comes out as Extended JSON.
        await using var command = new NpgsqlCommand(sql, connection) { AllResultTypesAreUnknown = true };
        foreach (var argument in arguments)
            command.Parameters.Add(argument);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
            return (Text(reader, 0) ?? "", reader.FieldCount > 1 ? Text(reader, 1) : null);
        }
        catch (PostgresException exception) when (DocumentDbFailures.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    private static string? Text(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);
}
