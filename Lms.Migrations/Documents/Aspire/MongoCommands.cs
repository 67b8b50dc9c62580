using System.Runtime.CompilerServices;
using System.Text.Json;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Documents.DocumentDb;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Lms.Migrations.Documents.Aspire;

/// <summary>Puts commands to MongoDB, and reads its cursors.</summary>
/// <param name="client">The driver.</param>
/// <param name="name">The database's name.</param>
internal sealed class MongoCommands(IMongoClient client, string name)
{
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
            return ExtendedJsonReader.Read(json);
        }
        catch (Exception exception) when (exception
            is JsonException or FormatException or InvalidOperationException or ArgumentException or OverflowException or KeyNotFoundException)
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
    public async Task<RawBsonDocument> RunAsync(
        BsonDocument command, IClientSessionHandle? session, TimeSpan? limit, CancellationToken cancellationToken)
    {
        var isAlone = session?.IsInTransaction != true;
        var prepared = CommandConcerns.Complete(command, isAlone, limit);
        try
        {
            return await SendAsync(prepared, session, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (isAlone && CommandConcerns.OnlyReads(command) && MongoFailures.IsLost(exception) && !cancellationToken.IsCancellationRequested)
        {
            // As the driver does with reads of its own: once more, on whatever is primary by now.
            return await SendAsync(prepared, session, cancellationToken).ConfigureAwait(false);
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
        var documents = page["firstBatch"].AsBsonArray;
        try
        {
            while (true)
            {
                foreach (var document in documents)
                    yield return ExtendedJsonWriter.Write((RawBsonDocument)document);
                if (id == 0)
                    yield break;

                page = (await RunAsync(NextPage(command, collection, id), session, limit: null, cancellationToken).ConfigureAwait(false))["cursor"].AsBsonDocument;
                (id, documents) = (page["id"].ToInt64(), page["nextBatch"].AsBsonArray);
            }
        }
        finally
        {
            if (id != 0)
                await KillAsync(collection, id, session).ConfigureAwait(false);
        }
    }

    private async Task<RawBsonDocument> SendAsync(BsonDocument command, IClientSessionHandle? session, CancellationToken cancellationToken)
    {
        var on = IsForAdmin(command) ? admin : database;
        try
        {
            var reply = session is null
                ? await on.RunCommandAsync<RawBsonDocument>(command, ReadPreference.Primary, cancellationToken).ConfigureAwait(false)
                : await on.RunCommandAsync<RawBsonDocument>(session, command, ReadPreference.Primary, cancellationToken).ConfigureAwait(false);
            CommandConcerns.Check(reply);
            return reply;
        }
        catch (MongoException exception) when (MongoFailures.Translate(exception) is { } refusal)
        {
            throw refusal;
        }
    }

    private static BsonDocument NextPage(BsonDocument command, string collection, long id)
    {
        var more = new BsonDocument { { "getMore", id }, { "collection", collection } };
        if (command.TryGetValue("batchSize", out var size) || (command.TryGetValue("cursor", out var cursor) && cursor.AsBsonDocument.TryGetValue("batchSize", out size)))
            more.Add("batchSize", size);
        return more;
    }

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
        _ = RenameCommand.Read(name, CommandText.Parse(command.ToJson()));
        return true;
    }
}
