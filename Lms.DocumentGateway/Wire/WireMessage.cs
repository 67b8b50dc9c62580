using System.Buffers.Binary;

namespace Lms.DocumentGateway.Wire;

/// <summary>What a message is for; other kinds belong to servers before MongoDB 5.1, or are not announced (compression).</summary>
internal enum OpCode
{
    Reply = 1,
    Query = 2004,
    Message = 2013,
}

/// <summary>A whole message.</summary>
/// <param name="Bytes">All of it, header first.</param>
internal readonly record struct WireMessage(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Length, request, response to, opcode: four integers.</summary>
    public const int HeaderLength = 16;

    public int RequestId => BinaryPrimitives.ReadInt32LittleEndian(Bytes.Span[4..]);

    public OpCode OpCode => (OpCode)BinaryPrimitives.ReadInt32LittleEndian(Bytes.Span[12..]);

    public ReadOnlyMemory<byte> Body => Bytes[HeaderLength..];

    /// <summary>Starts a message of a known length.</summary>
    public static byte[] Create(int length, int responseTo, OpCode opCode)
    {
        var bytes = new byte[length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), responseTo);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), (int)opCode);
        return bytes;
    }
}
