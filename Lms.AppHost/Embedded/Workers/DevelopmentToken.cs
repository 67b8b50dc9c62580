using System.Security.Cryptography;

namespace Lms.AppHost.Embedded.Workers;

/// <summary>The token by which the host and the commands beside it ask the workers of one start.</summary>
internal static class DevelopmentToken
{
    private const string IdCharacters = "abcdefghijkmnpqrstuvwxyz23456789";
    private const int IdLength = 12;
    private const int SecretBytes = 32;

    /// <summary>A new one in the form that workers take: <c>lms_</c>, an id of twelve characters, <c>_</c>, 64 hexadecimal digits.</summary>
    public static string Create() =>
        $"lms_{RandomNumberGenerator.GetString(IdCharacters, IdLength)}_{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes))}";
}
