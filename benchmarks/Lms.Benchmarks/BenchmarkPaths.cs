namespace Lms.Benchmarks;

/// <summary>Where things are in the repository. Everything that a run writes is under benchmarks/results.</summary>
internal sealed record BenchmarkPaths(string Repository)
{
    public string Peers => Path.Combine(Repository, "benchmarks", "peers");

    public string NodeModules => Path.Combine(Peers, "node_modules");

    public string EfCoreProject => Path.Combine(Peers, "efcore", "EfCorePeer.csproj");

    public string CliProject => Path.Combine(Repository, "Lms.Cli", "Lms.Cli.csproj");

    public string Results => Path.Combine(Repository, "benchmarks", "results");

    public string Work => Path.Combine(Results, "work");

    /// <summary>The nearest directory above the program that holds the solution.</summary>
    /// <exception cref="BenchmarkException">The program was moved out of the repository.</exception>
    public static BenchmarkPaths Find()
    {
        for (var directory = new DirectoryInfo(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "Lms.sln")))
                return new BenchmarkPaths(directory.FullName);
        }

        throw new BenchmarkException("Lms.sln was not found above the benchmark program; run it from the repository.");
    }
}
