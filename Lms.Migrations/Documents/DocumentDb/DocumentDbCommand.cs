using System.Collections.Frozen;
using Lms.Migrations.Documents.Commands;
using Npgsql;

namespace Lms.Migrations.Documents.DocumentDb;

/// <summary>How one of MongoDB's commands is put to DocumentDB.</summary>
/// <param name="Sql">One row: the reply; for writes then whether it holds no write error, for cursors then how to go on.</param>
/// <param name="Kind">What the row holds.</param>
/// <param name="Arguments">The parameters.</param>
/// <param name="Shape">Makes of the first column what MongoDB replies.</param>
internal sealed record DocumentDbCommand(
    string Sql,
    CommandKind Kind,
    Func<string, CommandText, IEnumerable<NpgsqlParameter>> Arguments,
    Func<string, CommandText, string, string> Shape)
{
    private static readonly FrozenDictionary<string, DocumentDbCommand> Known = new Dictionary<string, DocumentDbCommand>
    {
        ["insert"] = Write("SELECT p_result, p_success FROM documentdb_api.insert($1, $2::text::documentdb_core.bson)"),
        ["update"] = Write("SELECT p_result, p_success FROM documentdb_api.update($1, $2::text::documentdb_core.bson)"),
        ["delete"] = Write("SELECT p_result, p_success FROM documentdb_api.delete($1, $2::text::documentdb_core.bson)"),
        ["findAndModify"] = Write("SELECT p_result, p_success FROM documentdb_api.find_and_modify($1, $2::text::documentdb_core.bson)"),
        ["find"] = Cursor("find_cursor_first_page"),
        ["aggregate"] = Cursor("aggregate_cursor_first_page"),
        ["listIndexes"] = Cursor("list_indexes_cursor_first_page"),
        ["listCollections"] = Cursor("list_collections_cursor_first_page"),
        ["count"] = Plain("SELECT document FROM documentdb_api.count_query($1, $2::text::documentdb_core.bson)"),
        ["distinct"] = Plain("SELECT document FROM documentdb_api.distinct_query($1, $2::text::documentdb_core.bson)"),
        ["createIndexes"] = Plain(
            "SELECT documentdb_api_internal.create_indexes_non_concurrently($1, $2::text::documentdb_core.bson, true)", DocumentDbReply.OfIndexes),
        ["dropIndexes"] = Plain("CALL documentdb_api.drop_indexes($1, $2::text::documentdb_core.bson)", DocumentDbReply.Normalize),
        ["create"] = Plain("SELECT documentdb_api.create_collection_view($1, $2::text::documentdb_core.bson)"),
        ["collMod"] = new(
            "SELECT documentdb_api.coll_mod($1, $2, $3::text::documentdb_core.bson)", CommandKind.Plain,
            (database, command) => [Text(database), Text(command.Collection), Text(command.Json)],
            (_, _, reply) => DocumentDbReply.Normalize(reply)),
        ["drop"] = new(
            "SELECT documentdb_api.drop_collection($1, $2)", CommandKind.Plain,
            (database, command) => [Text(database), Text(command.Collection)],
            (database, command, dropped) => DocumentDbReply.OfDrop($"{database}.{command.Collection}", existed: dropped == "t")),
        ["renameCollection"] = new(
            "SELECT documentdb_api.rename_collection($1, $2, $3, $4)", CommandKind.Plain,
            (database, command) => RenameCommand.Read(database, command).Arguments(database),
            (_, _, _) => DocumentDbReply.Ok),
        ["collStats"] = new(
            "SELECT documentdb_api.coll_stats($1, $2)", CommandKind.Plain,
            (database, command) => [Text(database), Text(command.Collection)],
            (_, _, reply) => DocumentDbReply.Normalize(reply)),
        ["dbStats"] = new(
            "SELECT documentdb_api.db_stats($1)", CommandKind.Plain, (database, _) => [Text(database)],
            (_, _, reply) => DocumentDbReply.Normalize(reply)),
        ["dropDatabase"] = new(
            "SELECT documentdb_api.drop_database($1)", CommandKind.Plain, (database, _) => [Text(database)],
            (database, _, _) => DocumentDbReply.OfDropDatabase(database)),
        ["ping"] = new("SELECT 1", CommandKind.Plain, (_, _) => [], (_, _, _) => DocumentDbReply.Ok),
    }.ToFrozenDictionary();

    /// <exception cref="DocumentCommandException">CommandNotFound (59): there is no way to put it to DocumentDB.</exception>
    public static DocumentDbCommand Of(CommandText command) => Known.GetValueOrDefault(command.Name)
        ?? throw new DocumentCommandException(
            59,
            $"The command '{command.Name}' is not supported over DocumentDB; supported are {string.Join(", ", Known.Keys.Order(StringComparer.Ordinal))}.");

    private static DocumentDbCommand Write(string sql) => new(sql, CommandKind.Write, Specification, (_, _, reply) => reply);

    private static DocumentDbCommand Plain(string sql, Func<string, string>? shape = null) =>
        new(sql, CommandKind.Plain, Specification, (_, _, reply) => shape is null ? reply : shape(reply));

    private static DocumentDbCommand Cursor(string function) => new(
        $"SELECT cursorpage, continuation FROM documentdb_api.{function}($1, $2::text::documentdb_core.bson)",
        CommandKind.Cursor, Specification, (_, _, page) => page);

    private static NpgsqlParameter[] Specification(string database, CommandText command) => [Text(database), Text(command.Json)];

    private static NpgsqlParameter Text(string value) => new() { Value = value };
}

/// <summary>What the row of a command holds beside its reply.</summary>
internal enum CommandKind
{
    /// <summary>Nothing.</summary>
    Plain,

    /// <summary>Whether every write succeeded.</summary>
    Write,

    /// <summary>How to get the next page; NULL after the last.</summary>
    Cursor,
}
