using Lms.DocumentDb;
using Lms.DocumentGateway.Bson;
using Lms.DocumentGateway.Cursors;
using Lms.DocumentGateway.DocumentDb;
using Lms.DocumentGateway.Operations;
using Lms.DocumentGateway.Sessions;
using Npgsql;

namespace Lms.DocumentGateway.Commands;

/// <summary>Carries out one command: by itself, within its transaction, or as a write that may have been carried out before.</summary>
internal sealed class CommandExecution(
    ServerSessions server,
    SessionRegistry sessions,
    CursorRegistry cursors,
    OperationRegistry operations,
    DocumentGatewayOptions options,
    TimeProvider time)
{
    private readonly Transactions transactions = new(sessions, server, options, time);
    private readonly RetryableWrites retryable = new(sessions);
    private readonly CursorCommands cursorCommands = new(server, cursors);
    private readonly OperationCommands operationCommands = new(server, sessions, operations);

    /// <param name="request">The command.</param>
    /// <param name="client">Who sends it.</param>
    /// <param name="clientGone">Cancelled when nobody waits for the reply any more.</param>
    /// <param name="stopping">Cancelled when the gateway can wait no longer.</param>
    /// <returns>The reply in BSON.</returns>
    /// <exception cref="CommandException">It is refused.</exception>
    public async Task<byte[]> RunAsync(Request request, Client client, CancellationToken clientGone, CancellationToken stopping)
    {
        // A write that is sent again would meet one that was cancelled half-way: it is carried to its end, and then answered from memory.
        var isRetryable = request is { TransactionNumber: not null, IsInTransaction: false };
        using var operation = operations.Begin(request, client);
        using var limit = new CancellationTokenSource(request.Limit ?? Timeout.InfiniteTimeSpan, time);
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(
            limit.Token, operation.Killed, stopping, isRetryable ? CancellationToken.None : clientGone);
        try
        {
            return isRetryable
                ? await retryable.RunAsync(request, () => StandAloneAsync(operation, bounded.Token)).ConfigureAwait(false)
                : await RunAsync(operation, bounded.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new CommandException(MongoError.MaxTimeExpired, $"The command took longer than its {request.Limit!.Value.TotalMilliseconds:0} ms.");
        }
        catch (OperationCanceledException) when (operation.Killed.IsCancellationRequested)
        {
            throw new CommandException(MongoError.Interrupted, "The command was killed.");
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw new CommandException(MongoError.ShutdownInProgress, "The gateway is being stopped.");
        }
        catch (NpgsqlException failure)
        {
            if (ServerFailures.IsBroken(failure))
                server.Clear();
            throw ServerFailures.Translate(failure)!;
        }
    }

    private async Task<byte[]> RunAsync(RunningOperation operation, CancellationToken cancellationToken)
    {
        var request = operation.Request;
        switch (request.Name)
        {
            case "commitTransaction":
                await transactions.CommitAsync(request, cancellationToken).ConfigureAwait(false);
                return Replies.Ok;
            case "abortTransaction":
                await transactions.AbortAsync(request, cancellationToken).ConfigureAwait(false);
                return Replies.Ok;
            case "endSessions" or "killSessions":
                await EndSessionsAsync(request).ConfigureAwait(false);
                return Replies.Ok;
            case "killCursors":
                return await cursorCommands.KillAsync(request).ConfigureAwait(false);
            case "currentOp":
                return await operationCommands.ListAsync(cancellationToken).ConfigureAwait(false);
            case "killOp":
                return await operationCommands.KillAsync(request, cancellationToken).ConfigureAwait(false);
        }

        if (request.IsInTransaction)
        {
            var result = await transactions
                .RunAsync(request, operation.Client, (transaction, token) => WithinAsync(operation, transaction, token), cancellationToken)
                .ConfigureAwait(false);
            return result.Reply;
        }

        return Diagnostics.Answer(request, operation.Client)
            ?? (await StandAloneAsync(operation, cancellationToken).ConfigureAwait(false)).Reply;
    }

    /// <summary>Runs a command on a session of the server that it gives back afterwards, unless a cursor keeps it.</summary>
    private async Task<CommandResult> StandAloneAsync(RunningOperation operation, CancellationToken cancellationToken)
    {
        var request = operation.Request;
        if (request.Name == "getMore")
            return await cursorCommands.NextPageAsync(operation, transaction: null, cancellationToken).ConfigureAwait(false);

        var statement = StatementOf(request);
        NpgsqlConnection? connection = await server.OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            operation.ServerProcess = connection.ProcessID;
            var result = await StatementExecution.RunAsync(connection, statement, request, cancellationToken).ConfigureAwait(false);
            if (result.Cursor is { } cursor)
            {
                var kept = cursor.NeedsConnection ? connection : null;
                connection = cursor.NeedsConnection ? null : connection;
                await cursors.AddAsync(CursorCommands.Open(request, result.Reply, cursor, transaction: null, kept)).ConfigureAwait(false);
            }

            return result;
        }
        finally
        {
            if (connection is not null)
                await connection.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Runs a command on its transaction's session of the server.</summary>
    private async Task<CommandResult> WithinAsync(RunningOperation operation, SessionTransaction transaction, CancellationToken cancellationToken)
    {
        var request = operation.Request;
        if (request.Name == "getMore")
            return await cursorCommands.NextPageAsync(operation, transaction, cancellationToken).ConfigureAwait(false);

        operation.ServerProcess = transaction.ServerProcess;
        var result = await StatementExecution.RunAsync(transaction.Connection, StatementOf(request), request, cancellationToken).ConfigureAwait(false);
        if (result.Cursor is { } cursor)
            await cursors.AddAsync(CursorCommands.Open(request, result.Reply, cursor, transaction, connection: null)).ConfigureAwait(false);
        return result;
    }

    private static Statement StatementOf(Request request) => Statement.Of(request.Name)
        ?? throw new CommandException(MongoError.CommandNotFound, $"no such command: '{request.Name}'");

    private async Task EndSessionsAsync(Request request)
    {
        foreach (var id in SessionsOf(request))
        {
            await cursors.KillOfAsync(id).ConfigureAwait(false);
            await sessions.EndAsync(id).ConfigureAwait(false);
        }
    }

    private static List<Guid> SessionsOf(Request request)
    {
        var ids = new List<Guid>();
        if (BsonElements.TryFind(request.Body, System.Text.Encoding.UTF8.GetBytes(request.Name), out var list) && list.Type == BsonType.Array)
        {
            foreach (var session in new BsonElements(list.Value))
                ids.Add(Request.ReadSession(session));
        }

        return ids;
    }
}
