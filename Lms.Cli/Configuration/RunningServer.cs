namespace Lms.Cli.Configuration;

/// <summary>The workers of a running app host.</summary>
/// <param name="Urls">Where they answer, the one to name first; at least one.</param>
/// <param name="Token">The token that all of them know; null for none. Never shown.</param>
internal sealed record RunningServer(IReadOnlyList<Uri> Urls, string? Token)
{
    /// <summary>Whether one of them is at that address.</summary>
    public bool IsAt(Uri url) => Urls.Any(own => ServerAddress.AreSame(own, url));

    /// <summary>The address alone: a record's own text would print the token.</summary>
    public override string ToString() => Urls[0].ToString();
}
