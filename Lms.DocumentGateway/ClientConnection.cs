using System.Net.Sockets;
using Lms.DocumentGateway.Commands;
using Lms.DocumentGateway.Wire;

namespace Lms.DocumentGateway;

/// <summary>One connection: messages in order, each answered before the next is looked at.</summary>
internal sealed class ClientConnection(Socket socket, Client client, Conversation conversation, DocumentGatewayOptions options, TimeProvider time)
{
    /// <summary>Serves it until one side ends it.</summary>
    /// <param name="noMore">Cancelled when no further message shall be read.</param>
    /// <param name="stopping">Cancelled when a command that runs, and its reply, can be waited for no longer.</param>
    /// <returns>Why it ended.</returns>
    public async Task<string> ServeAsync(CancellationToken noMore, CancellationToken stopping)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        var messages = new MessageStream(stream, options.ClientPatience, time);
        try
        {
            await ServeAsync(messages, noMore, stopping).ConfigureAwait(false);
            return "the client has ended it";
        }
        catch (ProtocolException fault)
        {
            return fault.Message;
        }
        catch (IOException broken)
        {
            return broken.Message;
        }
        catch (OperationCanceledException)
        {
            return "the gateway is being stopped";
        }
    }

    private async Task ServeAsync(MessageStream messages, CancellationToken noMore, CancellationToken stopping)
    {
        using var gone = new CancellationTokenSource();
        var next = ReadAsync(messages, gone, noMore);
        while (await next.ConfigureAwait(false) is { } message)
        {
            // Read ahead: that is how one learns that a client has gone whose command still runs.
            next = ReadAsync(messages, gone, noMore);
            if (await conversation.AnswerAsync(message, client, gone.Token, stopping).ConfigureAwait(false) is { } reply)
                await messages.WriteAsync(reply, stopping).ConfigureAwait(false);
        }
    }

    private static async Task<WireMessage?> ReadAsync(MessageStream messages, CancellationTokenSource gone, CancellationToken noMore)
    {
        var ended = true;
        try
        {
            var message = await messages.ReadAsync(noMore).ConfigureAwait(false);
            ended = message is null;
            return message;
        }
        catch (OperationCanceledException)
        {
            // We are the ones who stop; the client may still wait for its reply.
            ended = false;
            throw;
        }
        finally
        {
            if (ended)
                await gone.CancelAsync().ConfigureAwait(false);
        }
    }
}
