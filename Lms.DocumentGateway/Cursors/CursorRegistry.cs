using Lms.DocumentDb;
using Lms.DocumentGateway.Commands;
using Lms.DocumentGateway.DocumentDb;
using Lms.DocumentGateway.Sessions;

namespace Lms.DocumentGateway.Cursors;

/// <summary>All cursors that are open. One that is read is taken out meanwhile, and nobody else can have it.</summary>
internal sealed class CursorRegistry(DocumentGatewayOptions options, TimeProvider time)
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, OpenCursor> resting = [];
    private readonly HashSet<long> reading = [];

    public int Count
    {
        get
        {
            lock (gate)
                return resting.Count + reading.Count;
        }
    }

    /// <summary>Adds a cursor that was just opened.</summary>
    public async Task AddAsync(OpenCursor cursor)
    {
        OpenCursor? surplus;
        lock (gate)
        {
            resting[cursor.Id] = cursor with { LastUsed = time.GetTimestamp() };
            surplus = cursor.Connection is null ? null : TakeSurplus();
        }

        await CloseAsync(surplus).ConfigureAwait(false);
    }

    /// <summary>Takes a cursor out to read its next page; give it back with <see cref="ReturnAsync"/>.</summary>
    /// <exception cref="CommandException">There is none, somebody reads it, or it belongs to another collection, session or transaction.</exception>
    public OpenCursor Take(long id, string @namespace, Guid? session, SessionTransaction? transaction)
    {
        lock (gate)
        {
            if (reading.Contains(id))
                throw new CommandException(MongoError.CursorInUse, $"The cursor {id} is being read.");
            if (!resting.TryGetValue(id, out var cursor) || (cursor.Transaction is { State: not TransactionState.Open }))
                throw new CommandException(
                    MongoError.CursorNotFound, $"There is no cursor {id}: it was read to its end, killed, or not read for a long time.");
            if (cursor.Namespace != @namespace)
                throw new CommandException(MongoError.Unauthorized, $"The cursor {id} belongs to {cursor.Namespace}, not to {@namespace}.");
            if (cursor.Session != session || cursor.Transaction != transaction)
                throw new CommandException(MongoError.CursorOfAnotherSession, $"The cursor {id} was opened in another session or transaction.");
            resting.Remove(id);
            reading.Add(id);
            return cursor;
        }
    }

    /// <summary>Gives a cursor back.</summary>
    /// <param name="cursor">As it was taken.</param>
    /// <param name="next">How it goes on; null at its end.</param>
    public async Task ReturnAsync(OpenCursor cursor, CursorState? next)
    {
        bool isOver;
        lock (gate)
        {
            // Killed while it was read.
            isOver = !reading.Remove(cursor.Id) || next is null;
            if (!isOver)
                resting[cursor.Id] = cursor with { State = next!, LastUsed = time.GetTimestamp() };
        }

        if (isOver)
            await CloseAsync(cursor).ConfigureAwait(false);
    }

    /// <summary>Ends a cursor.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> KillAsync(long id)
    {
        OpenCursor? cursor;
        lock (gate)
        {
            if (reading.Remove(id))
                return true;
            if (!resting.Remove(id, out cursor))
                return false;
        }

        await CloseAsync(cursor).ConfigureAwait(false);
        return true;
    }

    /// <summary>Ends the cursors of a session.</summary>
    public Task KillOfAsync(Guid session) => CloseWhereAsync(cursor => cursor.Session == session);

    /// <summary>Ends cursors that nobody has read for a long time, or whose transaction has ended.</summary>
    public Task ExpireAsync() => CloseWhereAsync(cursor =>
        cursor.Transaction is { State: not TransactionState.Open } || time.GetElapsedTime(cursor.LastUsed) > options.CursorTimeout);

    public Task KillAllAsync() => CloseWhereAsync(_ => true);

    private async Task CloseWhereAsync(Func<OpenCursor, bool> isMeant)
    {
        List<OpenCursor> meant;
        lock (gate)
        {
            meant = [.. resting.Values.Where(isMeant)];
            foreach (var cursor in meant)
                resting.Remove(cursor.Id);
        }

        foreach (var cursor in meant)
            await CloseAsync(cursor).ConfigureAwait(false);
    }

    private OpenCursor? TakeSurplus()
    {
        var held = resting.Values.Where(cursor => cursor.Connection is not null).ToList();
        if (held.Count <= options.MaxHeldCursors)
            return null;
        var oldest = held.MinBy(cursor => cursor.LastUsed)!;
        resting.Remove(oldest.Id);
        return oldest;
    }

    // Whatever is open in a session ends when it goes back to the pool.
    private static ValueTask CloseAsync(OpenCursor? cursor) =>
        cursor?.Connection is { } connection ? connection.DisposeAsync() : ValueTask.CompletedTask;
}
