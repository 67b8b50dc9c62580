using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Roots;

/// <summary>A private state for apt: the machine's keys, proxy and credentials, but none of its packages.</summary>
internal sealed class AptWorkspace
{
    /// <summary>Debian's suite that has PostgreSQL 18 with DocumentDB.</summary>
    public const string Suite = "unstable";

    private readonly string directory;

    private AptWorkspace(string directory) => this.directory = directory;

    public string Downloads => Path.Combine(directory, "downloads");

    private string Configuration => Path.Combine(directory, "apt.conf");

    private string Status => Path.Combine(directory, "status");

    private string Sources => Path.Combine(directory, "debian.sources");

    public static async Task<AptWorkspace> CreateAsync(
        string directory, AptSource source, string suite, CancellationToken cancellationToken)
    {
        var architecture = await new Command("dpkg", "--print-architecture").RunAsync(cancellationToken).ConfigureAwait(false);
        var workspace = new AptWorkspace(directory);
        foreach (var part in (string[])["state/lists/partial", "cache/archives/partial", "downloads", "log"])
            Folders.CreateReachable(Path.Combine(directory, part));
        await File.WriteAllTextAsync(workspace.Sources, source.ToStanza(suite), cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(workspace.Status, "", cancellationToken).ConfigureAwait(false);
        await File.WriteAllTextAsync(workspace.Configuration, workspace.Render(architecture.Trim()), cancellationToken).ConfigureAwait(false);
        return workspace;
    }

    public Task<string> AptGetAsync(CancellationToken cancellationToken, params IEnumerable<string> arguments) =>
        RunAsync("apt-get", arguments, cancellationToken);

    public Task<string> AptCacheAsync(CancellationToken cancellationToken, params IEnumerable<string> arguments) =>
        RunAsync("apt-cache", arguments, cancellationToken);

    /// <summary>Makes apt believe that packages are there, so that it fetches neither them nor what only they need.</summary>
    public Task PretendInstalledAsync(IEnumerable<string> packages, CancellationToken cancellationToken) =>
        File.WriteAllLinesAsync(Status, packages.Select(Installed), cancellationToken);

    private static string Installed(string package) => $"""
        Package: {package}
        Status: install ok installed
        Version: 99:0
        Architecture: all
        Multi-Arch: foreign
        Maintainer: nobody
        Description: not needed to run a server

        """;

    private Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken) =>
        new Command(program, ["-c", Configuration, .. arguments]) { WorkingDirectory = Downloads }.RunAsync(cancellationToken);

    /// <summary>Read after the machine's own configuration, hence the clearing of what would act on the machine.</summary>
    private string Render(string architecture) => $$"""
        #clear APT::Update::Pre-Invoke;
        #clear APT::Update::Post-Invoke;
        #clear APT::Update::Post-Invoke-Success;
        #clear APT::Default-Release;
        #clear APT::Architectures;
        APT::Architecture "{{architecture}}";
        APT::Architectures { "{{architecture}}"; };
        APT::Install-Recommends "false";
        APT::Update::Error-Mode "any";
        Acquire::Languages "none";
        Acquire::Retries "2";
        Acquire::http::Timeout "20";
        Acquire::https::Timeout "20";
        Dir::State "{{directory}}/state";
        Dir::State::status "{{Status}}";
        Dir::Cache "{{directory}}/cache";
        Dir::Log "{{directory}}/log";
        Dir::Etc::sourcelist "{{Sources}}";
        Dir::Etc::sourceparts "/dev/null";
        Dir::Etc::preferences "/dev/null";
        Dir::Etc::preferencesparts "/dev/null";

        """;
}
