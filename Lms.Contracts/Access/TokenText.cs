using System.Buffers;
using System.Security.Cryptography;

namespace Lms.Contracts.Access;

/// <summary>A token as it is sent: <c>lms_</c>, an id of twelve lower-case letters or digits, <c>_</c>, a secret of 64 hexadecimal digits. The id
/// finds it, the secret proves it.</summary>
/// <param name="Id">Without l, o, 0 and 1, which are easily taken for others.</param>
/// <param name="Secret">256 bits.</param>
public readonly record struct TokenText(string Id, string Secret)
{
    private const string Prefix = "lms_";
    private const int IdLength = 12;
    private const int SecretLength = 64;
    private const string IdCharacters = "abcdefghijkmnpqrstuvwxyz23456789";
    private static readonly SearchValues<char> Known = SearchValues.Create(IdCharacters);
    private static readonly SearchValues<char> Hexadecimal = SearchValues.Create("0123456789abcdef");

    /// <summary>A new one: 256 random bits.</summary>
    public static TokenText Create() => new(
        RandomNumberGenerator.GetString(IdCharacters, IdLength), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretLength / 2)));

    /// <summary>Null for a text that cannot be one.</summary>
    public static TokenText? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length != Prefix.Length + IdLength + 1 + SecretLength || !text.StartsWith(Prefix, StringComparison.Ordinal))
            return null;

        var id = text.AsSpan(Prefix.Length, IdLength);
        var secret = text.AsSpan(Prefix.Length + IdLength + 1);
        return text[Prefix.Length + IdLength] == '_' && !id.ContainsAnyExcept(Known) && !secret.ContainsAnyExcept(Hexadecimal)
            ? new TokenText(id.ToString(), secret.ToString())
            : null;
    }

    /// <summary>The whole of it, for whoever sends it.</summary>
    public override string ToString() => $"{Prefix}{Id}_{Secret}";
}
