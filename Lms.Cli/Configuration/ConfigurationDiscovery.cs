namespace Lms.Cli.Configuration;

/// <summary>Finds the configuration that a command means when it names none: in this directory or in one above it.</summary>
internal sealed class ConfigurationDiscovery(string workingDirectory, Func<string, string?> environment)
{
    public const string FileName = "lms.json";

    private readonly ConfigurationReader reader = new(environment);

    /// <summary>Reads the given file, else the nearest <c>lms.json</c>, else what a running app host left; null when there is none.</summary>
    /// <exception cref="ConfigurationException">What was found is wrong.</exception>
    /// <exception cref="AppHostNotRunningException">The app host that left it is gone.</exception>
    public LmsConfiguration? Find(string? file)
    {
        if (file is not null)
            return reader.Read(Path.Combine(workingDirectory, file));

        if (FindUpwards(FileName) is { } configuration)
            return reader.Read(configuration);

        return FindUpwards(RunningAppHost.RelativePath) is { } state ? ReadState(state) : null;
    }

    /// <summary>The app host that runs here or above; null when none does.</summary>
    /// <exception cref="ConfigurationException">What the app host left is wrong.</exception>
    public RunningAppHost? FindAppHost()
    {
        if (FindUpwards(RunningAppHost.RelativePath) is not { } state)
            return null;

        var (_, host) = reader.ReadWithHost(state);
        return host?.IsAlive() == true ? host : null;
    }

    private LmsConfiguration ReadState(string state)
    {
        var (configuration, host) = reader.ReadWithHost(state);
        if (host is { } writer && !writer.IsAlive())
            throw new AppHostNotRunningException(writer);

        // The log belongs beside the application, not into the directory of its state.
        return configuration with { Directory = Path.GetDirectoryName(configuration.Directory)! };
    }

    private string? FindUpwards(string relativePath)
    {
        for (var directory = workingDirectory; directory is not null; directory = Path.GetDirectoryName(directory))
        {
            var candidate = Path.Combine(directory, relativePath);
            if (File.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
