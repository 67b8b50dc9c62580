using System.Runtime.CompilerServices;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Documents.DocumentDb;
using MongoDB.Bson;
using MongoDB.Bson.IO;
using MongoDB.Driver;

namespace Lms.Migrations.Documents.Aspire;

/// <summary>Puts commands to MongoDB, and reads its cursors.</summary>
/// <param name="client">The driver.</param>
/// <param name="name">The database's name.</param>
internal sealed class MongoCommands(IMongoClient client, string name)
{
    private static readonly JsonWriterSettings Canonical = new() { OutputMode = JsonOutputMode.CanonicalExtendedJson };

    private readonly IMongoDatabase database = client.GetDatabase(name);
    private readonly IMongoDatabase admin = client.GetDatabase("admin");

    /// <summary>Reads a command, and refuses what migrations may not run.</summary>
    /// <exception cref="DocumentCommandException">It is no document, or no command that the engine can run.</exception>
    public static BsonDocument Parse(string json)
    {
        var text = CommandText.Parse(json);
        if (!SupportedCommands.Contains(text.Name))
            throw new DocumentCommandException(
                MongoError.CommandNotFound, $"The command '{text.Name}' is not supported; supported are {string.Join(", ", SupportedCommands.Names)}.");
        try
        {
            return BsonDocument.Parse(json);
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new DocumentCommandException(MongoError.FailedToParse, $"The command cannot be read: {exception.Message}", exception);
        }
    }

    /// <summary>Runs one command.</summary>
    /// <param name="command">It; what the place asks for – concerns, a bound of time – is added.</param>
    /// <param name="session">In which.</param>
    /// <param name="limit">Longest time for it; null for none.</param>
    /// <param name="cancellationToken">Closes its connection, by which the server ends it.</param>
    /// <exception cref="DocumentCommandException">The server refuses it.</exception>
    public async Task<BsonDocument> RunAsync(
        BsonDocument command, IClientSessionHandle? session, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var prepared = CommandConcerns.Complete(command, session?.IsInTransaction == true, limit);
        var on = IsForAdmin(prepared) ? admin : database;
        try
        {
            var reply = session is null
                ? await on.RunCommandAsync<BsonDocument>(prepared, ReadPreference.Primary, cancellationToken).ConfigureAwait(false)
                : await on.RunCommandAsync<BsonDocument>(session, prepared, ReadPreference.Primary, cancellationToken).ConfigureAwait(false);
            return CommandConcerns.Check(reply);
        }
        catch (MongoException exception) when (MongoFailures.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    /// <summary>Runs a command with a cursor and follows that.</summary>
    public async IAsyncEnumerable<string> ReadAsync(
        BsonDocument command, IClientSessionHandle session, TimeSpan? limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reply = await RunAsync(command, session, limit, cancellationToken).ConfigureAwait(false);
        if (!reply.TryGetValue("cursor", out var opened))
            throw new DocumentCommandException(MongoError.InvalidOptions, $"The command '{command.GetElement(0).Name}' has no cursor to read.");

        var page = opened.AsBsonDocument;
        // A listing's cursor belongs to a name that is no collection's: what is behind the first dot.
        var collection = page["ns"].AsString[(page["ns"].AsString.IndexOf('.', StringComparison.Ordinal) + 1)..];
        var id = page["id"].ToInt64();
        try
        {
            while (true)
            {
                foreach (var document in page.GetValue("firstBatch", null) as BsonArray ?? page["nextBatch"].AsBsonArray)
                    yield return ToJson(document);
                if (id == 0)
                    yield break;

                var more = new BsonDocument { { "getMore", id }, { "collection", collection } };
                if (command.TryGetValue("batchSize", out var size) || (command.TryGetValue("cursor", out var cursor) && cursor.AsBsonDocument.TryGetValue("batchSize", out size)))
                    more.Add("batchSize", size);
                page = (await RunAsync(more, session, limit: null, cancellationToken).ConfigureAwait(false))["cursor"].AsBsonDocument;
                id = page["id"].ToInt64();
            }
        }
        finally
        {
            if (id != 0)
                await KillAsync(collection, id, session).ConfigureAwait(false);
        }
    }

    /// <summary>As the engine reads it: canonical Extended JSON.</summary>
    public static string ToJson(BsonValue value) => value.ToJson(Canonical);

    /// <summary>A reader that stops early leaves nothing behind; where even that fails, the server ends the cursor with its session.</summary>
    private async Task KillAsync(string collection, long id, IClientSessionHandle session)
    {
        using var grace = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            var kill = new BsonDocument { { "killCursors", collection }, { "cursors", new BsonArray { id } } };
            await RunAsync(kill, session, limit: null, grace.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is DocumentCommandException or MongoException or TimeoutException or OperationCanceledException)
        {
            // What led here is the failure to report, if there was one.
        }
    }

    private bool IsForAdmin(BsonDocument command)
    {
        var first = command.GetElement(0);
        if (first.Name != "renameCollection")
            return first.Name is "currentOp" or "killOp" or "replSetGetStatus" or "hello";
        // Refuses names of other databases.
        _ = RenameCommand.Read(name, CommandText.Parse(ToJson(command)));
        return true;
    }
}
