using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Commands;
using MongoDB.Bson;

namespace Lms.Migrations.Documents.Aspire;

/// <summary>Looks at what the server does at the moment, as <c>currentOp</c> tells it.</summary>
/// <remarks>A server that does not tell, or a user who may not ask, leaves the questions without answer: nobody waits, nobody holds.</remarks>
internal sealed class MongoOperations(MongoCommands commands, string database, string application, TimeProvider time)
{
    private const int MostHolders = 5;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(50);

    // One that is killed is answered within this, or is left to itself.
    private static readonly TimeSpan KillTimeout = TimeSpan.FromSeconds(10);

    /// <summary>How busy the server is. A write that waits for a document waits for a lock, or is tried again and again.</summary>
    public async Task<ServerLoad> ReadLoadAsync(string collection, CancellationToken cancellationToken)
    {
        var waiters = (await ListAsync(cancellationToken).ConfigureAwait(false))
            .Where(operation => operation.Namespace == $"{database}.{collection}" && operation.IsWaiting && operation.Application != application).ToList();
        var lag = await ReadLagAsync(cancellationToken).ConfigureAwait(false);
        return new ServerLoad(lag?.Lag, lag?.Member, waiters.Count, waiters.FirstOrDefault()?.ToString());
    }

    /// <summary>Who has a transaction open, the oldest first. Where the server tells what one has changed, only those that changed the collection.</summary>
    public async Task<IReadOnlyList<Blocker>> ReadHoldersAsync(string collection, CancellationToken cancellationToken) =>
    [
        .. (await ListAsync(cancellationToken).ConfigureAwait(false))
            .Where(operation => operation.TransactionAge is not null && !operation.IsWaiting
                && (operation.Namespace.Length == 0 || operation.Namespace == $"{database}.{collection}"))
            .OrderByDescending(operation => operation.TransactionAge)
            .Take(MostHolders)
            .Select(operation => operation.ToBlocker()),
    ];

    /// <summary>Runs a command that may wait for a lock only so long: MongoDB has no such bound of its own outside of transactions.</summary>
    /// <exception cref="DocumentCommandException">LockTimeout (24), or the server refuses it.</exception>
    public async Task<RawBsonDocument> RunWithLockTimeoutAsync(
        BsonDocument command, TimeSpan? limit, TimeSpan patience, CancellationToken cancellationToken)
    {
        var mark = $"lms {Guid.NewGuid():N}";
        var marked = CommandConcerns.Complete(command, isAlone: true, limit);
        marked["comment"] = mark;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = commands.RunAsync(marked, session: null, limit: null, ending.Token);
        if (!await WaitsTooLongAsync(running, mark, patience, cancellationToken).ConfigureAwait(false))
            return await running.ConfigureAwait(false);

        ending.CancelAfter(KillTimeout);
        try
        {
            // It may have got its lock at the last moment.
            return await running.ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DocumentCommandException(
                MongoError.LockTimeout, $"The command waited longer than {patience.TotalMilliseconds:0} ms for a lock.", exception);
        }
    }

    /// <returns>True when it has waited for too long and was killed; false when it has ended.</returns>
    private async Task<bool> WaitsTooLongAsync(Task running, string mark, TimeSpan patience, CancellationToken cancellationToken)
    {
        long? waitingSince = null;
        while (true)
        {
            await Task.WhenAny(running, Task.Delay(Interval, time, cancellationToken)).ConfigureAwait(false);
            if (running.IsCompleted)
                return false;

            cancellationToken.ThrowIfCancellationRequested();
            var found = (await ListAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(operation => operation.Comment == mark);
            if (found is not { IsWaiting: true })
                waitingSince = null;
            else if (time.GetElapsedTime(waitingSince ??= time.GetTimestamp()) >= patience)
            {
                await AskAsync(new BsonDocument { { "killOp", 1 }, { "op", found.Id } }, cancellationToken).ConfigureAwait(false);
                return true;
            }
        }
    }

    private async Task<IReadOnlyList<MongoOperation>> ListAsync(CancellationToken cancellationToken)
    {
        var reply = await AskAsync(new BsonDocument { { "currentOp", 1 }, { "$all", true } }, cancellationToken).ConfigureAwait(false);
        return reply?.GetValue("inprog", null) is BsonArray operations
            ? [.. operations.OfType<BsonDocument>().Select(MongoOperation.Read)]
            : [];
    }

    /// <summary>How far the member that is furthest behind is behind the primary; null where there is no replica set to be asked.</summary>
    private async Task<(TimeSpan Lag, string Member)?> ReadLagAsync(CancellationToken cancellationToken)
    {
        var status = await AskAsync(new BsonDocument("replSetGetStatus", 1), cancellationToken).ConfigureAwait(false);
        if (status?.GetValue("members", null) is not BsonArray members)
            return null;

        var times = members.OfType<BsonDocument>()
            .Where(member => member.Contains("optimeDate") && member.GetValue("stateStr", "").AsString is "PRIMARY" or "SECONDARY")
            .Select(member => (Name: member["name"].AsString, At: member["optimeDate"].ToUniversalTime(), IsPrimary: member["stateStr"] == "PRIMARY"))
            .ToList();
        var behind = times.Where(member => !member.IsPrimary).OrderBy(member => member.At).ToList();
        var primary = times.Find(member => member.IsPrimary);
        return primary.Name is null || behind.Count == 0 ? null : (Larger(primary.At - behind[0].At, TimeSpan.Zero), behind[0].Name);
    }

    private async Task<BsonDocument?> AskAsync(BsonDocument question, CancellationToken cancellationToken)
    {
        try
        {
            return await commands.RunAsync(question, session: null, limit: null, cancellationToken).ConfigureAwait(false);
        }
        catch (DocumentCommandException)
        {
            return null;
        }
    }

    private static TimeSpan Larger(TimeSpan one, TimeSpan other) => one > other ? one : other;
}
