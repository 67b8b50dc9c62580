namespace Lms.Cli.Configuration;

/// <summary>Which dashboard a command asks, as the command line says it.</summary>
/// <param name="Url"><c>--url</c>; null for that of the app host that runs here.</param>
/// <param name="Token"><c>--token</c>.</param>
internal sealed record DashboardChoice(string? Url, string? Token)
{
    private const string TokenVariable = "LMS_TOKEN";

    /// <summary>The dashboard, and the token to show it.</summary>
    /// <exception cref="UsageException">What names them makes no sense.</exception>
    /// <exception cref="NoDashboardException">There is none to ask.</exception>
    public (Uri Address, string Token) Resolve(string workingDirectory, Func<string, string?> environment)
    {
        var given = Url is null ? null : ServerAddress.Parse(Url) ?? throw new UsageException($"--url names no dashboard: {ServerAddress.Shape}.");
        var discovery = new ConfigurationDiscovery(workingDirectory, environment);
        var (address, token) = given is null ? FromAppHost(discovery) : (given, FromEnvironment(given, discovery, environment));
        return (address, ServerChoice.CheckedToken(token));
    }

    /// <summary>Without the token: a record's own text would print it.</summary>
    public override string ToString() => Url ?? "";

    /// <remarks><c>LMS_TOKEN</c> does not count here: it is for whoever <c>LMS_SERVER</c> names.</remarks>
    private (Uri Address, string Token) FromAppHost(ConfigurationDiscovery discovery)
    {
        var host = discovery.FindAppHost() ?? throw NoDashboardException.NoAppHost();
        var address = host.Dashboard ?? throw NoDashboardException.NotInAppHost(host);
        return (address, NotEmpty(Token) ?? host.Server?.Token ?? throw NoDashboardException.NoWorkerInAppHost(host));
    }

    private string FromEnvironment(Uri address, ConfigurationDiscovery discovery, Func<string, string?> environment) =>
        NotEmpty(Token) ?? NotEmpty(environment(TokenVariable)) ?? TokenOfAppHost(address, discovery)
        ?? throw new UsageException($"A dashboard signs in whoever has a token: give it with --token T, or set {TokenVariable}.");

    private static string? TokenOfAppHost(Uri address, ConfigurationDiscovery discovery)
    {
        try
        {
            return discovery.FindAppHost() is { Dashboard: { } own } host && ServerAddress.AreSame(own, address) ? host.Server?.Token : null;
        }
        catch (ConfigurationException) when (!address.IsLoopback)
        {
            // What an app host left here is broken, and is about a dashboard of this machine: not about the one that is asked.
            return null;
        }
    }

    private static string? NotEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
