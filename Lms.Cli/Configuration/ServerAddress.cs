namespace Lms.Cli.Configuration;

/// <summary>A worker and the token to show it.</summary>
/// <param name="Url">Its address.</param>
/// <param name="Token">The token; null for none. Never shown.</param>
internal sealed record ServerAddress(Uri Url, string? Token)
{
    /// <summary>What an address looks like.</summary>
    public const string Shape = "it must be an http or https address without user and password, such as http://127.0.0.1:5180";

    /// <summary>The address; null for a text that is none. A password in it would end up in messages.</summary>
    public static Uri? Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo: "", Query: "", Fragment: "" } ? url : null;

    /// <summary>Whether two addresses are the same.</summary>
    public static bool AreSame(Uri one, Uri other) => one.AbsoluteUri.TrimEnd('/') == other.AbsoluteUri.TrimEnd('/');

    /// <summary>The address alone: a record's own text would print the token.</summary>
    public override string ToString() => Url.ToString();
}
