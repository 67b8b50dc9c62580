using Lms.DocumentDb;
using Lms.DocumentGateway.Commands;
using Lms.DocumentGateway.DocumentDb;
using Npgsql;

namespace Lms.DocumentGateway.Sessions;

/// <summary>Transactions of several commands, by MongoDB's rules: the first command begins one, any failure ends it, and its number is
/// never used again.</summary>
internal sealed class Transactions(SessionRegistry sessions, ServerSessions server, DocumentGatewayOptions options, TimeProvider time)
{
    // What may stand in a transaction; MongoDB's list, without what this server does not have.
    private static readonly HashSet<string> Allowed = new(StringComparer.Ordinal)
    {
        "insert", "update", "delete", "findAndModify", "findandmodify", "find", "aggregate", "distinct", "getMore", "killCursors",
        "create", "createIndexes",
    };

    /// <summary>Runs one command within the transaction that it names.</summary>
    /// <param name="request">The command.</param>
    /// <param name="client">The connection that it came over.</param>
    /// <param name="run">Runs it on the transaction's own session of the server.</param>
    /// <param name="cancellationToken">Cancels it, which ends the transaction.</param>
    /// <exception cref="CommandException">The transaction does not go on, or the command fails and ends it.</exception>
    public async Task<CommandResult> RunAsync(
        Request request, Client client, Func<SessionTransaction, CancellationToken, Task<CommandResult>> run, CancellationToken cancellationToken)
    {
        if (!Allowed.Contains(request.Name))
            throw new CommandException(MongoError.OperationNotSupportedInTransaction, $"The command '{request.Name}' cannot run in a transaction.");
        var (session, number) = Identify(request);
        using var stay = await session.EnterAsync(cancellationToken).ConfigureAwait(false);
        var transaction = request.StartsTransaction
            ? await BeginAsync(session, number, cancellationToken).ConfigureAwait(false)
            : Continue(session, number);
        transaction.CarriedBy(client);
        return await RunAsync(transaction, run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Commits; once more does no harm.</summary>
    /// <exception cref="CommandException">There is nothing to commit, or it fails.</exception>
    public async Task CommitAsync(Request request, CancellationToken cancellationToken)
    {
        var (session, number) = Identify(request);
        using var stay = await session.EnterAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (session.Transaction is { State: TransactionState.Committed } done && done.Number == number)
                return;
            await Continue(session, number).CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refusal)
        {
            throw Transient(ServerFailures.Translate(refusal)!);
        }
    }

    /// <summary>Rolls back.</summary>
    /// <exception cref="CommandException">There is nothing to roll back.</exception>
    public async Task AbortAsync(Request request, CancellationToken cancellationToken)
    {
        var (session, number) = Identify(request);
        using var stay = await session.EnterAsync(cancellationToken).ConfigureAwait(false);
        await Continue(session, number).AbortAsync().ConfigureAwait(false);
    }

    private static async Task<CommandResult> RunAsync(
        SessionTransaction transaction, Func<SessionTransaction, CancellationToken, Task<CommandResult>> run, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, transaction.Lifetime);
        try
        {
            var result = await run(transaction, bounded.Token).ConfigureAwait(false);
            // A write that failed has ended it, although its reply tells only of the write.
            if (result.HasWriteErrors)
                await transaction.AbortAsync().ConfigureAwait(false);
            return result;
        }
        catch (Exception failure)
        {
            await transaction.AbortAsync().ConfigureAwait(false);
            if (transaction.Lifetime.IsCancellationRequested)
                throw Gone(transaction.Number, "it was open for as long as one may be");
            throw (failure as CommandException ?? ServerFailures.Translate(failure)) is { } refusal ? Transient(refusal) : failure;
        }
    }

    private async Task<SessionTransaction> BeginAsync(ClientSession session, long number, CancellationToken cancellationToken)
    {
        if (number < session.HighestNumber)
            throw session.TooOld(number);
        if (number == session.HighestNumber)
            throw new CommandException(MongoError.ConflictingOperationInProgress, $"The number {number} has been used before in this session.");

        if (session.Transaction is { } last)
            await last.AbortAsync().ConfigureAwait(false);
        try
        {
            return session.Transaction =
                await SessionTransaction.BeginAsync(number, server, options.TransactionLifetime, time, cancellationToken).ConfigureAwait(false);
        }
        catch (NpgsqlException exception)
        {
            throw Transient(ServerFailures.Translate(exception)!);
        }
    }

    private static SessionTransaction Continue(ClientSession session, long number) => session.Transaction switch
    {
        { } transaction when transaction.Number == number => transaction.State switch
        {
            TransactionState.Open when !transaction.Lifetime.IsCancellationRequested => transaction,
            TransactionState.Open => throw Gone(number, "it was open for as long as one may be"),
            TransactionState.Committed => throw new CommandException(MongoError.TransactionCommitted, $"The transaction {number} has been committed."),
            TransactionState.Unknown => throw new CommandException(
                MongoError.HostUnreachable, $"PostgreSQL went away while the transaction {number} was committed; whether it was is not known."),
            _ => throw Gone(number, "it has been aborted"),
        },
        _ when number < session.HighestNumber => throw session.TooOld(number),
        _ => throw Gone(number, "there is none with this number"),
    };

    private (ClientSession Session, long Number) Identify(Request request) =>
        request is { Session: { } session, TransactionNumber: { } number, IsInTransaction: true }
            ? (sessions.Use(session), number)
            : throw new CommandException(
                MongoError.InvalidOptions, "A command of a transaction has the fields lsid, txnNumber and autocommit: false.");

    private static CommandException Gone(long number, string why) => new(
        MongoError.NoSuchTransaction, $"The transaction {number} does not go on: {why}.", CommandException.TransientTransactionError);

    /// <summary>Says of a failure that will not be there the next time that all may be tried again.</summary>
    private static CommandException Transient(CommandException refusal) => refusal.Code
        is MongoError.WriteConflict or MongoError.LockTimeout or MongoError.NoSuchTransaction or MongoError.HostUnreachable
        or MongoError.ShutdownInProgress or MongoError.ExceededTimeLimit
            ? new(refusal.Code, refusal.Message, CommandException.TransientTransactionError, refusal)
            : refusal;
}
