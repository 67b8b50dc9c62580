using Lms.EmbeddedPostgres.Roots;

namespace Lms.EmbeddedPostgres.Tests.Fakes;

/// <summary>"Builds" a root of scripts that run the programs of a real PostgreSQL.</summary>
internal sealed class FakeRootBuilder(string realBinDirectory) : IPrivateRootBuilder
{
    private int builds;

    public int Builds => builds;

    /// <summary>Runs in the middle of the build, when some files are there and others are not.</summary>
    public Func<CancellationToken, Task> OnBuilding { get; init; } = _ => Task.CompletedTask;

    public async Task BuildAsync(string directory, IProgress<ProvisioningProgress>? progress, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref builds);
        var bin = Path.Combine(directory, "usr", "lib", "postgresql", "18", "bin");
        Directory.CreateDirectory(bin);
        Write(bin, "postgres");
        await OnBuilding(cancellationToken);
        Write(bin, "initdb");
    }

    private void Write(string bin, string program)
    {
        var file = Path.Combine(bin, program);
        File.WriteAllText(file, $"#!/bin/sh\nexec {realBinDirectory}/{program} \"$@\"\n");
        File.SetUnixFileMode(file, (UnixFileMode)0b111_101_101);
    }
}

/// <summary>A machine on which no root can be built.</summary>
internal sealed class FailingRootBuilder : IPrivateRootBuilder
{
    public int Builds { get; private set; }

    public Task BuildAsync(string directory, IProgress<ProvisioningProgress>? progress, CancellationToken cancellationToken)
    {
        Builds++;
        throw new RootBuildException("there is no network");
    }
}
