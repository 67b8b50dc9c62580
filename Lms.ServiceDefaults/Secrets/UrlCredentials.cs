using System.Buffers;

namespace Lms.ServiceDefaults.Secrets;

/// <summary>The password in a URL: <c>postgres://user:…@host/database</c>.</summary>
internal static class UrlCredentials
{
    // What no authority of a URL can hold.
    private static readonly SearchValues<char> Ends = SearchValues.Create("/?#\\\"<> \t\r\n");

    public static SecretRange? Find(string text, int word, int after)
    {
        var length = text.AsSpan(after).IndexOfAny(Ends);
        var authority = text.AsSpan(after, length < 0 ? text.Length - after : length);
        var colon = authority.IndexOf(':');
        // A password with an @ in it should be encoded, and often is not.
        var at = authority.LastIndexOf('@');
        return colon >= 0 ? SecretRange.Of(after + colon + 1, after + at) : null;
    }
}
