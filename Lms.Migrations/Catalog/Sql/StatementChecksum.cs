using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Lms.Migrations.Catalog.Sql;

/// <summary>Fingerprints statements as the server sees them.</summary>
internal static class StatementChecksum
{
    /// <summary>SHA-256 over the tokens, one blank between them, one line feed after each statement; lower-case hex.</summary>
    /// <remarks>So <c>a+b</c> and <c>a + /* sum */ b</c> are one; the inside of a literal or of a dollar quote counts to
    /// the letter. Line endings were made alike when the file was read.</remarks>
    public static string Of(IReadOnlyList<TokenizedStatement> statements)
    {
        var normalized = new ArrayBufferWriter<char>(1024);
        foreach (var statement in statements)
        {
            foreach (var token in statement.Tokens)
            {
                normalized.Write(token.In(statement.Source));
                normalized.Write(" ");
            }

            normalized.Write("\n");
        }

        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(normalized.WrittenCount));
        try
        {
            var length = Encoding.UTF8.GetBytes(normalized.WrittenSpan, bytes);
            return Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, length)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }
}
