using Lms.DocumentDb;
using Lms.DocumentGateway.Bson;
using Lms.DocumentGateway.Wire;
using Microsoft.Extensions.Logging;

namespace Lms.DocumentGateway.Commands;

/// <summary>Answers messages: reads the command in them, has it carried out, and writes the reply the way that it was asked.</summary>
internal sealed class Conversation(CommandExecution execution, ILogger logger, TimeProvider time)
{
    /// <summary>Answers one message.</summary>
    /// <param name="message">It.</param>
    /// <param name="client">Who sends it.</param>
    /// <param name="clientGone">Cancelled when nobody waits for the answer any more.</param>
    /// <param name="stopping">Cancelled when the gateway can wait no longer.</param>
    /// <returns>The message to send back; null when the client wants none.</returns>
    /// <exception cref="ProtocolException">It cannot be answered.</exception>
    public async Task<byte[]?> AnswerAsync(WireMessage message, Client client, CancellationToken clientGone, CancellationToken stopping)
    {
        switch (message.OpCode)
        {
            case OpCode.Message when OpMessage.WantsReply(message):
                return OpMessage.Write(message.RequestId, await ReplyAsync(OpMessage.ReadCommand, message, client, clientGone, stopping).ConfigureAwait(false));
            case OpCode.Message:
                // Whoever wants no reply may be gone at once, and still means it.
                await ReplyAsync(OpMessage.ReadCommand, message, client, CancellationToken.None, stopping).ConfigureAwait(false);
                return null;
            case OpCode.Query:
                return OpQuery.Write(message.RequestId, await ReplyAsync(OpQuery.ReadCommand, message, client, clientGone, stopping).ConfigureAwait(false));
            default:
                throw new ProtocolException($"There is no kind {(int)message.OpCode} of message.");
        }
    }

    private async Task<byte[]> ReplyAsync(
        Func<WireMessage, byte[]> read, WireMessage message, Client client, CancellationToken clientGone, CancellationToken stopping)
    {
        var command = "";
        try
        {
            var request = new Request(read(message));
            command = request.Name;
            DocumentSizes.Check(request);
            if (Greeting.Is(command))
                return Greeting.Reply(request, client, time);
            return message.OpCode == OpCode.Query
                ? throw new CommandException(
                    MongoError.UnsupportedOpQueryCommand, $"The command '{command}' is no longer sent as OP_QUERY; the client is too old.")
                : await execution.RunAsync(request, client, clientGone, stopping).ConfigureAwait(false);
        }
        catch (CommandException refusal)
        {
            return Refusal(refusal);
        }
        catch (OperationCanceledException) when (clientGone.IsCancellationRequested)
        {
            throw new ProtocolException("The client has gone before its command was done.");
        }
#pragma warning disable CA1031 // The boundary: whatever goes wrong in a command is told to its client, and to nobody else.
        catch (Exception failure) when (failure is not ProtocolException)
#pragma warning restore CA1031
        {
            Log.CommandFailed(logger, failure, command);
            return Refusal(new CommandException(MongoError.InternalError, "The gateway has failed; its log says more."));
        }
    }

    private static byte[] Refusal(CommandException refusal)
    {
        var reply = new BsonBuilder()
            .Double("ok", 0).String("errmsg", refusal.Message).Int32("code", refusal.Code).String("codeName", refusal.CodeName);
        return (refusal.Label is { } label ? reply.Strings("errorLabels", label) : reply).Build();
    }
}
