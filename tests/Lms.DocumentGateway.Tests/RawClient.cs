using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Lms.DocumentGateway.Bson;
using Lms.DocumentGateway.Wire;

namespace Lms.DocumentGateway.Tests;

/// <summary>A client that sends whatever bytes it is told to.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpClient client;
    private readonly NetworkStream stream;

    private RawClient(TcpClient client)
    {
        this.client = client;
        stream = client.GetStream();
    }

    public static async Task<RawClient> ConnectAsync(int port)
    {
        var connection = new TcpClient { NoDelay = true };
        await connection.ConnectAsync(IPAddress.Loopback, port);
        return new RawClient(connection);
    }

    /// <summary>OP_MSG with flags and whatever follows.</summary>
    public static byte[] Message(uint flags, params byte[][] sections)
    {
        var body = sections.SelectMany(section => section).ToArray();
        var message = WireMessage.Create(WireMessage.HeaderLength + sizeof(uint) + body.Length, responseTo: 0, OpCode.Message);
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(4), 77);
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(WireMessage.HeaderLength), flags);
        body.CopyTo(message, WireMessage.HeaderLength + sizeof(uint));
        return message;
    }

    public static byte[] Body(byte[] document) => [0, .. document];

    public static byte[] Sequence(string name, params byte[][] documents)
    {
        byte[] content = [.. Encoding.UTF8.GetBytes(name), 0, .. documents.SelectMany(document => document)];
        var length = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, content.Length + sizeof(int));
        return [1, .. length, .. content];
    }

    public static byte[] Query(string collection, byte[] document)
    {
        byte[] content = [0, 0, 0, 0, .. Encoding.UTF8.GetBytes(collection), 0, 0, 0, 0, 0, 255, 255, 255, 255, .. document];
        var message = WireMessage.Create(WireMessage.HeaderLength + content.Length, responseTo: 0, OpCode.Query);
        content.CopyTo(message, WireMessage.HeaderLength);
        return message;
    }

    public static byte[] Ping => new BsonBuilder().Int32("ping", 1).String("$db", "admin").Build();

    public async Task SendAsync(byte[] bytes) => await stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>Sends a command and reads its reply.</summary>
    public async Task<RawReply> AskAsync(BsonBuilder command)
    {
        await SendAsync(Message(0, Body(command.Build())));
        return await ReadAsync() ?? throw new InvalidOperationException("The gateway has closed the connection.");
    }

    /// <summary>Reads one reply; null when the gateway has closed the connection.</summary>
    public async Task<RawReply?> ReadAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            var header = new byte[WireMessage.HeaderLength];
            await stream.ReadExactlyAsync(header, limit.Token);
            var rest = new byte[BinaryPrimitives.ReadInt32LittleEndian(header) - header.Length];
            await stream.ReadExactlyAsync(rest, limit.Token);
            var opCode = (OpCode)BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12));
            return new RawReply(opCode, rest[(opCode == OpCode.Reply ? 20 : 5)..]);
        }
        catch (Exception exception) when (exception is EndOfStreamException or IOException)
        {
            return null;
        }
    }

    /// <summary>Says that nothing more comes.</summary>
    public void EndSending() => client.Client.Shutdown(SocketShutdown.Send);

    public void Dispose() => client.Dispose();
}

/// <summary>The document of a reply.</summary>
internal sealed record RawReply(OpCode OpCode, byte[] Document)
{
    public bool IsOk => Number("ok") == 1;

    public long? Number(params string[] path) => Find(path, static element => element.Number);

    public string? Text(params string[] path) => Find(path, static element => element.Text);

    private T? Find<T>(string[] path, Func<BsonElement, T?> read)
    {
        var document = Document.AsSpan();
        for (var depth = 0; depth < path.Length; depth++)
        {
            if (!BsonElements.TryFind(document, Encoding.UTF8.GetBytes(path[depth]), out var element))
                return default;
            if (depth == path.Length - 1)
                return read(element);
            document = element.Value.ToArray();
        }

        return default;
    }
}
