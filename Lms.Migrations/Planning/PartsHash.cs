using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Lms.Migrations.Planning;

/// <summary>Fingerprints a list of texts: another text, another number of them or another order has another hash, on every machine.</summary>
internal static class PartsHash
{
    /// <summary>SHA-256, 64 lower-case hex digits.</summary>
    public static string Of(IEnumerable<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part);
            // Each part with its length before it, so that no two lists of parts run together into the same bytes.
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
