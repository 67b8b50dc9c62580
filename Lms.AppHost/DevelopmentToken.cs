using System.Security.Cryptography;

namespace Lms.AppHost;

/// <summary>The token by which an app host and the commands beside it ask its workers.</summary>
internal static class DevelopmentToken
{
    // None that is easily taken for another.
    private const string IdCharacters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int IdLength = 12;
    private const int SecretBytes = 32;

    /// <summary>A new one in the form that workers take: <c>lms_</c>, an id of twelve characters of theirs, <c>_</c>, 64 hexadecimal digits.</summary>
    public static string Create() =>
        $"lms_{RandomNumberGenerator.GetString(IdCharacters, IdLength)}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))}";
}
