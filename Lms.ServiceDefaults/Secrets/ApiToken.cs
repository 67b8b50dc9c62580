namespace Lms.ServiceDefaults.Secrets;

/// <summary>The secret part of a token of this system, <c>lms_id_…</c>; its id stays, for it tells which token it was.</summary>
internal static class ApiToken
{
    // Names of databases and tables may look alike; no secret is as short as they are.
    private const int ShortestSecret = 16;
    private const int LongestId = 64;

    public static SecretRange? Find(string text, int word, int after)
    {
        var at = after;
        while (at - after < LongestId && (char.IsAsciiLetterOrDigit(Scan.At(text, at)) || Scan.At(text, at) == '-'))
            at++;
        if (at == after || Scan.At(text, at) != '_')
            return null;

        var start = at + 1;
        var end = start;
        while (char.IsAsciiLetterOrDigit(Scan.At(text, end)) || Scan.At(text, end) is '-' or '_')
            end++;
        return end - start >= ShortestSecret ? new SecretRange(start, end) : null;
    }
}
