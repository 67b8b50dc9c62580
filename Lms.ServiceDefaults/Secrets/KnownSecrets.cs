using System.Buffers;

namespace Lms.ServiceDefaults.Secrets;

/// <summary>The secrets that a redactor was told; never changed, only replaced.</summary>
internal sealed class KnownSecrets
{
    private readonly HashSet<string> secrets;
    private readonly SearchValues<string>? search;

    private KnownSecrets(HashSet<string> secrets)
    {
        this.secrets = secrets;
        search = secrets.Count == 0 ? null : SearchValues.Create([.. secrets], StringComparison.Ordinal);
    }

    public static KnownSecrets None { get; } = new([]);

    public KnownSecrets With(params ReadOnlySpan<string> more)
    {
        HashSet<string> all = [.. secrets, .. more];
        return all.Count == secrets.Count ? this : new KnownSecrets(all);
    }

    /// <summary>Masks every occurrence; those that overlap or touch, as one.</summary>
    public string MaskIn(string text)
    {
        if (search is null)
            return text;

        var masked = new MaskedText(text);
        var start = Next(text, 0);
        while (start >= 0)
        {
            var end = start + LongestAt(text, start);
            var next = Next(text, start + 1);
            while (next >= 0 && next <= end)
            {
                end = Math.Max(end, next + LongestAt(text, next));
                next = Next(text, next + 1);
            }

            masked.Mask(new SecretRange(start, end));
            start = next;
        }

        return masked.ToString();
    }

    private int Next(string text, int from)
    {
        var found = text.AsSpan(from).IndexOfAny(search!);
        return found < 0 ? -1 : from + found;
    }

    private int LongestAt(string text, int start)
    {
        var longest = 0;
        foreach (var secret in secrets)
        {
            if (secret.Length > longest && text.AsSpan(start).StartsWith(secret, StringComparison.Ordinal))
                longest = secret.Length;
        }

        return longest;
    }
}
