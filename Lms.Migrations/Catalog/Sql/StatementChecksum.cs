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
        var characters = ArrayPool<char>.Shared.Rent(statements.Sum(statement => statement.Length + statement.Tokens.Length + 1));
        var length = Normalize(statements, characters);
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(length));
        var count = Encoding.UTF8.GetBytes(characters.AsSpan(0, length), bytes);
        var checksum = Convert.ToHexStringLower(SHA256.HashData(bytes.AsSpan(0, count)));

        ArrayPool<byte>.Shared.Return(bytes);
        ArrayPool<char>.Shared.Return(characters);
        return checksum;
    }

    private static int Normalize(IReadOnlyList<TokenizedStatement> statements, char[] characters)
    {
        var end = 0;
        foreach (var statement in statements)
        {
            foreach (var token in statement.Tokens)
            {
                token.In(statement.Source).CopyTo(characters.AsSpan(end));
                end += token.End - token.Start;
                characters[end++] = ' ';
            }

            characters[end++] = '\n';
        }

        return end;
    }
}
