using System.Globalization;
using Lms.DocumentDb;
using Lms.DocumentGateway.Bson;
using Lms.DocumentGateway.DocumentDb;
using Lms.DocumentGateway.Operations;
using Lms.DocumentGateway.Sessions;
using Npgsql;

namespace Lms.DocumentGateway.Commands;

/// <summary>currentOp and killOp: what the server does at the moment, whoever asked it to, and an end to it.</summary>
/// <remarks>A session stands once for each collection that it has locked; MongoDB does not tell which those are, and its clients do not mind. What
/// reached the server past this gateway is told as well, for others wait for it all the same.</remarks>
internal sealed class OperationCommands(ServerSessions server, SessionRegistry sessions, OperationRegistry operations)
{
    // What did not come through the gateway is known by its process.
    private const string ServerPrefix = "server:";

    public async Task<byte[]> ListAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ServerActivity> activities;
        await using (var connection = await server.OpenAsync(cancellationToken).ConfigureAwait(false))
            activities = await ServerActivity.ReadAsync(connection, cancellationToken).ConfigureAwait(false);

        var running = operations.Running.Where(operation => operation.ServerProcess != 0)
            .GroupBy(operation => operation.ServerProcess).ToDictionary(group => group.Key, group => group.First());
        var open = sessions.Open.GroupBy(session => session.Transaction!.ServerProcess).ToDictionary(group => group.Key, group => group.First());
        var entries = activities.Select(activity => Entry(activity, running.GetValueOrDefault(activity.Process), open.GetValueOrDefault(activity.Process)));
        return new BsonBuilder().Documents("inprog", entries).Double("ok", 1).Build();
    }

    public async Task<byte[]> KillAsync(Request request, CancellationToken cancellationToken)
    {
        if (!BsonElements.TryFind(request.Body, "op"u8, out var op))
            throw new CommandException(MongoError.FailedToParse, "killOp takes an op.");
        // Read before anything is awaited: an element lives on the stack.
        var (number, text) = (op.Number, op.Text);
        if (number is { } id)
            operations.Kill(id);
        else if (text is not null && text.StartsWith(ServerPrefix, StringComparison.Ordinal)
            && int.TryParse(text.AsSpan(ServerPrefix.Length), CultureInfo.InvariantCulture, out var process))
            await CancelAsync(process, cancellationToken).ConfigureAwait(false);
        else
            throw new CommandException(MongoError.BadValue, "There is no such op.");
        return new BsonBuilder().String("info", "attempting to kill op").Double("ok", 1).Build();
    }

    private static BsonBuilder Entry(ServerActivity activity, RunningOperation? operation, ClientSession? session)
    {
        var entry = new BsonBuilder()
            .String("type", activity.IsActive ? "op" : "idleSession")
            .String("desc", activity.IsActive ? $"server process {activity.Process}" : "inactive transaction")
            .Boolean("active", activity.IsActive)
            .Int64("connectionId", operation?.Client.Id ?? activity.Process)
            .String("appName", operation?.Client.Application ?? session?.Transaction?.Application ?? activity.Application)
            .Int64("secs_running", (long)activity.Age.TotalSeconds)
            .Int64("microsecs_running", (long)activity.Age.TotalMicroseconds)
            .String("op", "command")
            .String("ns", activity.Namespace ?? (operation is null ? "" : $"{operation.Request.Database}.{operation.Request.Target ?? "$cmd"}"))
            .Document("command", operation is null ? new BsonBuilder().String("query", activity.Query).Build() : Shorten(operation.Request))
            .Boolean("waitingForLock", activity.IsWaiting);
        if (activity.IsActive)
            _ = operation is null ? entry.String("opid", $"{ServerPrefix}{activity.Process}") : entry.Int64("opid", operation.Id);
        if (session?.Transaction is { } transaction)
            entry.Document("lsid", new BsonBuilder().Uuid("id", session.Id)).Document("transaction", Transaction(activity, transaction.Number));
        // One that has touched no collection holds nothing that anybody could wait for.
        else if (!activity.IsActive && activity.Namespace is not null)
            entry.Document("transaction", Transaction(activity, number: null));
        return entry;
    }

    private static BsonBuilder Transaction(ServerActivity activity, long? number)
    {
        var transaction = new BsonBuilder();
        if (number is { } known)
            transaction.Document("parameters", new BsonBuilder().Int64("txnNumber", known).Boolean("autocommit", false));
        return transaction.Int64("timeOpenMicros", (long)activity.Age.TotalMicroseconds);
    }

    /// <summary>A command without the documents that it carries, which may be many.</summary>
    private static byte[] Shorten(Request request)
    {
        const int LongestArray = 1_000;
        var command = new BsonBuilder();
        foreach (var element in new BsonElements(request.Body))
        {
            if (element.Type is BsonType.Array && element.Value.Length > LongestArray)
                command.String(element.NameText, "…");
            else
                command.Value(element.Type, element.NameText, element.Value);
        }

        return command.Build();
    }

    private async Task CancelAsync(int process, CancellationToken cancellationToken)
    {
        await using var connection = await server.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var command = new NpgsqlCommand("SELECT pg_cancel_backend($1)", connection) { Parameters = { new() { Value = process } } };
        await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false);
    }
}
