using System.Buffers;

namespace Lms.ServiceDefaults.Secrets;

/// <summary>The credentials in a header: <c>Authorization: Bearer …</c>, also as a property of JSON.</summary>
internal static class AuthorizationHeader
{
    private static readonly string[] Schemes = ["Bearer", "Basic", "Negotiate", "ApiKey", "Digest"];
    private static readonly SearchValues<char> Separators = SearchValues.Create(" \t:=\"\\[");
    private static readonly SearchValues<char> EndsOfWord = SearchValues.Create(" \t,;\"\\]}\r\n");

    public static SecretRange? Find(string text, int word, int after)
    {
        var length = text.AsSpan(after).IndexOfAnyExcept(Separators);
        if (length < 0 || !text.AsSpan(after, length).ContainsAny(':', '='))
            return null;

        var at = after + length;
        foreach (var scheme in Schemes)
        {
            if (text.AsSpan(at).StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && Scan.At(text, at + scheme.Length) == ' ')
                return Credentials(text, Scan.SkipBlanks(text, at + scheme.Length), isOneWord: scheme != "Digest");
        }

        return null;
    }

    private static SecretRange? Credentials(string text, int at, bool isOneWord)
    {
        var rest = text.AsSpan(at);
        var length = isOneWord ? rest.IndexOfAny(EndsOfWord) : rest.IndexOfAny('\r', '\n');
        return SecretRange.Of(at, length < 0 ? text.Length : at + length);
    }
}
