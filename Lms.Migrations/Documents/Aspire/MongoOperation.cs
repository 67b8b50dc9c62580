using MongoDB.Bson;

namespace Lms.Migrations.Documents.Aspire;

/// <summary>One entry of <c>currentOp</c>: a command that runs, or a session with a transaction in which nothing runs.</summary>
/// <param name="Id">What <c>killOp</c> takes.</param>
/// <param name="Connection">The number of its connection; 0 for none.</param>
/// <param name="Application">What the client calls itself.</param>
/// <param name="Namespace"><c>database.collection</c>; empty where the server does not say.</param>
/// <param name="State"><c>active</c>, or <c>idle in transaction</c>.</param>
/// <param name="Text">The command, shortened.</param>
/// <param name="Comment">Its comment; null for none.</param>
/// <param name="IsWaiting">Whether it waits for a lock, or for a document that another one has changed.</param>
/// <param name="TransactionAge">How long its transaction is open; null for none.</param>
internal sealed record MongoOperation(
    BsonValue Id, int Connection, string Application, string Namespace, string State, string Text, string? Comment, bool IsWaiting, TimeSpan? TransactionAge)
{
    private const int LongestText = 200;

    public static MongoOperation Read(BsonDocument entry)
    {
        var command = entry.GetValue("command", null) as BsonDocument ?? [];
        var transaction = entry.GetValue("transaction", null) as BsonDocument;
        return new MongoOperation(
            entry.GetValue("opid", BsonNull.Value),
            (int)Number(entry, "connectionId"),
            TextOf(entry, "appName"),
            TextOf(entry, "ns"),
            entry.GetValue("active", false).ToBoolean() ? "active" : "idle in transaction",
            Shorten(command.ToJson()),
            command.TryGetValue("comment", out var comment) && comment.IsString ? comment.AsString : null,
            entry.GetValue("waitingForLock", false).ToBoolean() || Number(entry, "writeConflicts") > 0,
            transaction is null ? null : TimeSpan.FromMicroseconds(Number(transaction, "timeOpenMicros")));
    }

    /// <summary>For messages; of a MongoDB server the number is its connection's.</summary>
    public Blocker ToBlocker() => new(Connection, "", Application, State, Text, TransactionAge ?? TimeSpan.Zero);

    /// <inheritdoc/>
    public override string ToString() => $"connection {Connection} ({Application}): {Text}";

    private static string TextOf(BsonDocument entry, string field) => entry.TryGetValue(field, out var value) && value.IsString ? value.AsString : "";

    private static long Number(BsonDocument entry, string field) => entry.TryGetValue(field, out var value) && value.IsNumeric ? value.ToInt64() : 0;

    private static string Shorten(string text) => text.Length <= LongestText ? text : text[..LongestText];
}
