using Lms.DocumentDb;
using Lms.DocumentGateway.Commands;
using Lms.DocumentGateway.DocumentDb;

namespace Lms.DocumentGateway.Sessions;

/// <summary>Writes that a client sends again under their number when it did not hear how they ended: the second time they are answered as
/// the first, and not carried out.</summary>
/// <remarks>Remembered is the last write of each session, which is the only one that a client sends again. What is remembered ends with the gateway.</remarks>
internal sealed class RetryableWrites(SessionRegistry sessions)
{
    private static readonly HashSet<string> Writes = new(StringComparer.Ordinal) { "insert", "update", "delete", "findAndModify", "findandmodify" };

    /// <exception cref="CommandException">The command has a number and is no write, or the number is not the session's next or last one.</exception>
    public async Task<byte[]> RunAsync(Request request, Func<Task<CommandResult>> run)
    {
        if (!Writes.Contains(request.Name) || request.Session is not { } id || request.TransactionNumber is not { } number)
            throw new CommandException(
                MongoError.NotRetryable, $"The command '{request.Name}' takes a txnNumber only in a transaction, or with an lsid as a write.");

        var session = sessions.Use(id);
        using var stay = await session.EnterAsync(CancellationToken.None).ConfigureAwait(false);
        if (Remembered(session, request, number) is { } reply)
            return reply;
        // A newer number ends what was before it.
        if (session.Transaction is { } transaction)
            await transaction.AbortAsync().ConfigureAwait(false);
        var result = await run().ConfigureAwait(false);
        session.LastWrite = new RememberedWrite(number, request.Name, TargetOf(request), result.Reply);
        return result.Reply;
    }

    private static byte[]? Remembered(ClientSession session, Request request, long number)
    {
        if (number < session.HighestNumber)
            throw session.TooOld(number);
        if (number > session.HighestNumber)
            return null;
        return session.LastWrite is { } last && last.Number == number && last.Command == request.Name && last.Target == TargetOf(request)
            ? last.Reply
            : throw new CommandException(
                MongoError.IncompleteTransactionHistory, $"The number {number} has been used in this session for something else.");
    }

    private static string TargetOf(Request request) => $"{request.Database}.{request.Target}";
}
