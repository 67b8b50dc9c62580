using System.Buffers.Binary;

namespace Lms.DocumentGateway.Wire;

/// <summary>Messages in and out of a connection. One may be read while another is written.</summary>
/// <param name="stream">The connection.</param>
/// <param name="patience">How long a client may take over the next bytes of a message that it has begun, or over taking in those of a reply.</param>
/// <param name="time">The clock for that.</param>
internal sealed class MessageStream(Stream stream, TimeSpan patience, TimeProvider time)
{
    // A header may claim much and send nothing: room is made as bytes arrive.
    private const int FirstRoom = 16 * 1024;
    private const int Portion = 64 * 1024;

    /// <summary>Waits for the next message, however long that takes.</summary>
    /// <returns>Null when the client has closed the connection between two messages.</returns>
    /// <exception cref="ProtocolException">The bytes are no message, or it does not come to its end.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task<WireMessage?> ReadAsync(CancellationToken cancellationToken)
    {
        var bytes = new byte[WireMessage.HeaderLength];
        var first = await stream.ReadAsync(bytes, cancellationToken).ConfigureAwait(false);
        if (first == 0)
            return null;

        await FillAsync(bytes.AsMemory(first), cancellationToken).ConfigureAwait(false);
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length is < WireMessage.HeaderLength or > WireLimits.LargestMessage)
            throw new ProtocolException($"A message says that it has {length} bytes.");

        var filled = WireMessage.HeaderLength;
        while (filled < length)
        {
            Array.Resize(ref bytes, Math.Min(length, Math.Max(FirstRoom, filled * 2)));
            await FillAsync(bytes.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            filled = bytes.Length;
        }

        return new WireMessage(bytes);
    }

    /// <summary>Sends a message.</summary>
    /// <exception cref="ProtocolException">The client does not take it in.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        while (!message.IsEmpty)
        {
            var portion = message[..Math.Min(Portion, message.Length)];
            await WithPatienceAsync(
                async token =>
                {
                    await stream.WriteAsync(portion, token).ConfigureAwait(false);
                    return 0;
                },
                cancellationToken).ConfigureAwait(false);
            message = message[portion.Length..];
        }
    }

    private async Task FillAsync(Memory<byte> room, CancellationToken cancellationToken)
    {
        while (!room.IsEmpty)
        {
            var waiting = room;
            var read = await WithPatienceAsync(token => stream.ReadAsync(waiting, token).AsTask(), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                throw new ProtocolException("The connection ends within a message.");
            room = room[read..];
        }
    }

    private async Task<int> WithPatienceAsync(Func<CancellationToken, Task<int>> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await work(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new ProtocolException($"The client kept a message waiting for {patience.TotalSeconds:0.###} s.");
        }
    }
}
