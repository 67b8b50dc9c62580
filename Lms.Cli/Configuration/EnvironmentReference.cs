namespace Lms.Cli.Configuration;

/// <summary>Replaces <c>${NAME}</c> by the environment variable of that name, so that a file in version control holds no password.</summary>
internal static class EnvironmentReference
{
    /// <summary>The text with every reference replaced.</summary>
    /// <param name="text">Text with any number of references.</param>
    /// <param name="read">Returns a variable's value, or null.</param>
    /// <param name="missing">The first variable that is not set; null when all are.</param>
    public static string Expand(string text, Func<string, string?> read, out string? missing)
    {
        missing = null;
        for (var start = text.IndexOf("${", StringComparison.Ordinal); start >= 0; start = text.IndexOf("${", start, StringComparison.Ordinal))
        {
            var end = text.IndexOf('}', start);
            if (end < 0)
                break;

            var name = text[(start + 2)..end];
            if (read(name) is not { Length: > 0 } value)
            {
                missing = name;
                return text;
            }

            text = string.Concat(text.AsSpan(0, start), value, text.AsSpan(end + 1));
            start += value.Length;
        }

        return text;
    }
}
