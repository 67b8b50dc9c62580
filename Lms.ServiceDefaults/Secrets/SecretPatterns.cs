using System.Buffers;

namespace Lms.ServiceDefaults.Secrets;

/// <summary>The places where secrets usually stand. Each is announced by a word; what follows the word is looked at once.</summary>
internal static class SecretPatterns
{
    /// <summary>Looks for a secret behind an announcement.</summary>
    /// <param name="text">The text.</param>
    /// <param name="word">Where the announcing word begins.</param>
    /// <param name="after">Where it has ended.</param>
    private delegate SecretRange? Finder(string text, int word, int after);

    private static readonly (string Word, Finder[] Finders)[] Announcements =
    [
        ("password", [KeywordValue.Find, SqlLiteral.Find, JsonProperty.Find]),
        ("passwd", [KeywordValue.Find, JsonProperty.Find]),
        ("pwd", [KeywordValue.Find, JsonProperty.Find]),
        ("secret", [JsonProperty.Find]),
        ("token", [JsonProperty.Find]),
        ("authorization", [AuthorizationHeader.Find]),
        ("://", [UrlCredentials.Find]),
        ("lms_", [ApiToken.Find]),
    ];

    private static readonly SearchValues<string> Words =
        SearchValues.Create([.. Announcements.Select(announcement => announcement.Word)], StringComparison.OrdinalIgnoreCase);

    /// <summary>Masks every secret in a usual place; the same instance when there is none.</summary>
    public static string MaskIn(string text)
    {
        var masked = new MaskedText(text);
        for (var from = 0; text.AsSpan(from).IndexOfAny(Words) is var found and >= 0;)
        {
            from += found;
            if (Find(text, from) is { } secret)
            {
                if (!IsMasked(text, secret))
                    masked.Mask(secret);
                from = secret.End;
            }
            else
            {
                from++;
            }
        }

        return masked.ToString();
    }

    private static SecretRange? Find(string text, int at)
    {
        foreach (var (word, finders) in Announcements)
        {
            if (!text.AsSpan(at).StartsWith(word, StringComparison.OrdinalIgnoreCase))
                continue;

            foreach (var find in finders)
            {
                if (find(text, at, at + word.Length) is { } secret)
                    return secret;
            }
        }

        return null;
    }

    private static bool IsMasked(string text, SecretRange range) =>
        !text.AsSpan(range.Start, range.End - range.Start).ContainsAnyExcept('*');
}
