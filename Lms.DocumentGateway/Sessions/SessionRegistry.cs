using System.Collections.Concurrent;

namespace Lms.DocumentGateway.Sessions;

/// <summary>All sessions that clients have named. A session begins with the first command that names it.</summary>
internal sealed class SessionRegistry(DocumentGatewayOptions options, TimeProvider time)
{
    // Beyond this many, sessions end that were used before all others: a client that never reuses one must not fill the memory.
    private const int Most = 50_000;

    private readonly ConcurrentDictionary<Guid, ClientSession> sessions = new();

    public int Count => sessions.Count;

    /// <summary>Those with a transaction that is open.</summary>
    public IReadOnlyList<ClientSession> Open => [.. sessions.Values.Where(session => session.HasOpenTransaction)];

    public ClientSession Use(Guid id)
    {
        var session = sessions.GetOrAdd(id, static id => new ClientSession(id));
        session.LastUsed = time.GetTimestamp();
        return session;
    }

    /// <summary>Ends a session: an open transaction of it is rolled back.</summary>
    public async Task EndAsync(Guid id)
    {
        if (sessions.TryRemove(id, out var session))
            await AbortAsync(session, _ => true).ConfigureAwait(false);
    }

    /// <summary>Rolls back the transactions that nobody can go on with, now that a connection of a client is closed.</summary>
    public Task LeftByAsync(long client) => Task.WhenAll(sessions.Values
        .Where(session => session.Transaction is { State: TransactionState.Open } transaction && transaction.IsLeftBy(client))
        .Select(session => AbortAsync(session, transaction => transaction.IsLeft)));

    /// <summary>Rolls back transactions that have lived for as long as they may, and forgets sessions that nobody uses any more.</summary>
    public async Task ExpireAsync()
    {
        await Task.WhenAll(sessions.Values
            .Where(session => session.Transaction is { State: TransactionState.Open, Lifetime.IsCancellationRequested: true })
            .Select(session => AbortAsync(session, transaction => transaction.Lifetime.IsCancellationRequested))).ConfigureAwait(false);

        foreach (var session in sessions.Values.Where(IsExpired))
            await EndAsync(session.Id).ConfigureAwait(false);
        foreach (var session in sessions.Values.Where(session => session.IsIdle).OrderBy(session => session.LastUsed).Take(Math.Max(0, sessions.Count - Most)))
            await EndAsync(session.Id).ConfigureAwait(false);
    }

    /// <summary>Ends all sessions.</summary>
    public Task EndAllAsync() => Task.WhenAll(sessions.Keys.Select(EndAsync));

    // A session whose command still runs is let be, for nobody shall wait for that here.
    private bool IsExpired(ClientSession session) =>
        !session.HasOpenTransaction && session.IsIdle && time.GetElapsedTime(session.LastUsed) > options.SessionTimeout;

    private static async Task AbortAsync(ClientSession session, Func<SessionTransaction, bool> isMeant)
    {
        using var stay = await session.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        // Another one may have begun meanwhile.
        if (session.Transaction is { State: TransactionState.Open } transaction && isMeant(transaction))
            await transaction.AbortAsync().ConfigureAwait(false);
    }
}
