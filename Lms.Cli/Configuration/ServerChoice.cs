namespace Lms.Cli.Configuration;

/// <summary>Which worker a command asks, as the command line says it.</summary>
/// <param name="Url"><c>--server</c>.</param>
/// <param name="Token"><c>--token</c>.</param>
/// <param name="Actor"><c>--actor</c>, for which there is no use: over a worker, the token says who asks.</param>
internal sealed record ServerChoice(string? Url, string? Token, string? Actor)
{
    private const string UrlVariable = "LMS_SERVER";
    private const string TokenVariable = "LMS_TOKEN";

    /// <summary>The worker; null when the engine is to work in this process.</summary>
    /// <remarks>What the command line says of a database of this machine counts for more than the environment.</remarks>
    /// <exception cref="UsageException">The choices contradict each other.</exception>
    public ServerAddress? Resolve(DatabaseChoice databases, string workingDirectory, Func<string, string?> environment)
    {
        if (Url is not null && databases.LocalOption is { } option)
            throw new UsageException($"--server asks a worker, which has databases of its own: leave {option} out.");

        var given = Url ?? (databases.LocalOption is null ? NotEmpty(environment(UrlVariable)) : null);
        if (given is null)
        {
            return Token is null
                ? null
                : throw new UsageException($"--token is shown to a worker: say which with --server URL, or set {UrlVariable}.");
        }

        if (Actor is not null)
            throw new UsageException("--actor says who asks; over a worker the token does: leave --actor out.");

        var url = ServerAddress.Parse(given)
            ?? throw new UsageException($"{(Url is null ? UrlVariable : "--server")} names no worker: {ServerAddress.Shape}.");
        var token = (NotEmpty(Token) ?? NotEmpty(environment(TokenVariable)) ?? TokenOfAppHost(url, workingDirectory, environment));
        return new ServerAddress(url, token is null ? null : CheckedToken(token));
    }

    /// <summary>How to name the worker that a command cannot do without.</summary>
    public static UsageException Missing(string command, string workingDirectory, Func<string, string?> environment)
    {
        var running = new ConfigurationDiscovery(workingDirectory, environment).FindAppHost()?.Server is { } server
            ? $" The worker of the app host that runs here is at {server.Urls[0]}."
            : "";
        return new UsageException($"'lms {command}' asks a worker: say which with --server URL, or set {UrlVariable}.{running}");
    }

    /// <summary>A token as it can be sent.</summary>
    /// <exception cref="UsageException">It cannot.</exception>
    public static string CheckedToken(string token) => token.Trim() is var trimmed && trimmed.All(IsTokenCharacter)
        ? trimmed
        : throw new UsageException("The token holds characters that no token has; was it copied whole, and alone?");

    /// <summary>The address alone: a record's own text would print the token.</summary>
    public override string ToString() => Url ?? "";

    private static string? TokenOfAppHost(Uri url, string workingDirectory, Func<string, string?> environment)
    {
        try
        {
            return new ConfigurationDiscovery(workingDirectory, environment).FindAppHost()?.Server is { } server && server.IsAt(url) ? server.Token : null;
        }
        catch (ConfigurationException) when (!url.IsLoopback)
        {
            // What an app host left here is broken, and is about a worker of this machine: not about the one that is asked.
            return null;
        }
    }

    // What a header cannot hold would be complained of together with the token.
    private static bool IsTokenCharacter(char character) => character is > ' ' and <= '~';

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
