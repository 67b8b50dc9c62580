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
        var characters = statements.Sum(statement => statement.Length + statement.Tokens.Length + 1);
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(characters));
        try
        {
            return Convert.ToHexStringLower(SHA256.HashData(Normalize(statements, buffer)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ReadOnlySpan<byte> Normalize(IReadOnlyList<TokenizedStatement> statements, byte[] buffer)
    {
        var end = 0;
        foreach (var statement in statements)
        {
            foreach (var token in statement.Tokens)
            {
                end += Encoding.UTF8.GetBytes(token.In(statement.Source), buffer.AsSpan(end));
                buffer[end++] = (byte)' ';
            }

            buffer[end++] = (byte)'\n';
        }

        return buffer.AsSpan(0, end);
    }
}
