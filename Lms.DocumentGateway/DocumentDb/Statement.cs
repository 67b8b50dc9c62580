using System.Collections.Frozen;
using Lms.DocumentGateway.Commands;

namespace Lms.DocumentGateway.DocumentDb;

/// <summary>How one of MongoDB's commands is put to DocumentDB.</summary>
/// <param name="Sql">One row, whose first column is the reply.</param>
/// <param name="Kind">What the row holds.</param>
/// <param name="Arguments">The parameters: texts, and BSON as bytes.</param>
internal sealed record Statement(string Sql, StatementKind Kind, Func<Request, object[]> Arguments)
{
    private static readonly FrozenDictionary<string, Statement> Known = new Dictionary<string, Statement>
    {
        ["insert"] = Write("insert"),
        ["update"] = Write("update"),
        ["delete"] = Write("delete"),
        ["findAndModify"] = Write("find_and_modify"),
        ["findandmodify"] = Write("find_and_modify"),
        ["find"] = Cursor("find_cursor_first_page"),
        ["aggregate"] = Cursor("aggregate_cursor_first_page"),
        ["listIndexes"] = Cursor("list_indexes_cursor_first_page"),
        ["listCollections"] = Cursor("list_collections_cursor_first_page"),
        ["count"] = Plain("SELECT document::bytea FROM documentdb_api.count_query($1, $2::bytea::documentdb_core.bson)",
            request => [request.Database, ExactCount.Of(request)]),
        ["distinct"] = Plain("SELECT document::bytea FROM documentdb_api.distinct_query($1, $2::bytea::documentdb_core.bson)", InDatabase),
        ["createIndexes"] = Plain(
            "SELECT documentdb_api_internal.create_indexes_non_concurrently($1, $2::bytea::documentdb_core.bson, true)::bytea", InDatabase),
        // A call takes no expression over what it returns.
        ["dropIndexes"] = new("CALL documentdb_api.drop_indexes($1, $2::bytea::documentdb_core.bson)", StatementKind.Call, InDatabase),
        ["create"] = Plain("SELECT documentdb_api.create_collection_view($1, $2::bytea::documentdb_core.bson)::bytea", InDatabase),
        ["collMod"] = Plain(
            "SELECT documentdb_api.coll_mod($1, $2, $3::bytea::documentdb_core.bson)::bytea",
            request => [request.Database, request.Collection, request.Body]),
        ["drop"] = new("SELECT documentdb_api.drop_collection($1, $2)", StatementKind.Drop, OnCollection),
        ["dropDatabase"] = new("SELECT documentdb_api.drop_database($1)::text", StatementKind.DropDatabase, request => [request.Database]),
        ["renameCollection"] = Plain("SELECT documentdb_api.rename_collection($1::bytea::documentdb_core.bson)::bytea", AsIs),
        ["collStats"] = Plain("SELECT documentdb_api.coll_stats($1, $2)::bytea", OnCollection),
        ["dbStats"] = Plain("SELECT documentdb_api.db_stats($1)::bytea", request => [request.Database]),
        ["listDatabases"] = Plain("SELECT documentdb_api.list_databases($1::bytea::documentdb_core.bson)::bytea", AsIs),
        ["validate"] = Plain("SELECT document::bytea FROM documentdb_api.validate($1, $2::bytea::documentdb_core.bson)", InDatabase),
        ["ping"] = new("SELECT 1", StatementKind.Ping, _ => []),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The next page of a cursor: database, the client's command, what the cursor wants to be told.</summary>
    public const string NextPageSql = """
        SELECT cursorpage::bytea, continuation::bytea
        FROM documentdb_api.cursor_get_more($1, $2::bytea::documentdb_core.bson, $3::bytea::documentdb_core.bson)
        """;

    /// <summary>Null for a command that DocumentDB does not have.</summary>
    public static Statement? Of(string name) => Known.GetValueOrDefault(name);

    private static Statement Write(string function) => new(
        $"SELECT p_result::bytea, p_success FROM documentdb_api.{function}($1, $2::bytea::documentdb_core.bson)", StatementKind.Write, InDatabase);

    private static Statement Plain(string sql, Func<Request, object[]> arguments) => new(sql, StatementKind.Plain, arguments);

    private static Statement Cursor(string function) => new(
        $"SELECT cursorpage::bytea, continuation::bytea, persistconnection, cursorid FROM documentdb_api.{function}($1, $2::bytea::documentdb_core.bson)",
        StatementKind.Cursor, InDatabase);

    private static object[] InDatabase(Request request) => [request.Database, request.Body];

    private static object[] OnCollection(Request request) => [request.Database, request.Collection];

    private static object[] AsIs(Request request) => [request.Body];
}

/// <summary>What the row of a statement holds.</summary>
internal enum StatementKind
{
    /// <summary>The reply.</summary>
    Plain,

    /// <summary>The reply, as the text of its bytes.</summary>
    Call,

    /// <summary>The reply, and whether every write succeeded.</summary>
    Write,

    /// <summary>The first page; how to go on, NULL after the last; whether the session must be kept; the cursor's number.</summary>
    Cursor,

    /// <summary>Whether there was such a collection.</summary>
    Drop,

    /// <summary>Nothing that counts: the database is dropped.</summary>
    DropDatabase,

    /// <summary>Nothing that counts: the server answers.</summary>
    Ping,
}
