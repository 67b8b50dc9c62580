using System.Runtime.InteropServices;
using Lms.EmbeddedPostgres.Clusters;
using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Roots;

/// <summary>The one private root of a cache directory: found, or built by one process while others wait for it.</summary>
internal sealed class PrivateRootCache(Machine machine, CacheDirectory cache, IPrivateRootBuilder builder)
{
    /// <summary>Rises when the way a root is made changes, so that older ones are not used any more.</summary>
    private const int Layout = 1;

    private const string UnfinishedSuffix = ".unfinished";

    /// <summary>A machine that cannot build does not try again at each start, which may mean waiting for a network each time.</summary>
    private static readonly TimeSpan FailureIsRemembered = TimeSpan.FromMinutes(30);

    private string Root => Path.Combine(cache.Roots, $"postgresql-18-{RuntimeInformation.OSArchitecture}-{Layout}".ToLowerInvariant());

    private string FailureFile => Root + ".failure";

    /// <returns>The root's path and whether this call has built it.</returns>
    /// <exception cref="RootBuildException">There is none and this machine cannot build one.</exception>
    public async Task<(string Path, bool IsNew)> FindOrBuildAsync(
        IProgress<ProvisioningProgress>? progress, CancellationToken cancellationToken)
    {
        if (Directory.Exists(Root))
            return (Root, false);
        ThrowIfJustFailed();
        using var held = await FileLock.AcquireAsync(
            cache.LockFile("root"),
            machine.Time,
            () => progress?.Report(new(ProvisioningPhase.WaitingForOtherBuild, "another process builds PostgreSQL; waiting for it")),
            cancellationToken).ConfigureAwait(false);
        if (Directory.Exists(Root))
            return (Root, false);
        ThrowIfJustFailed();
        await BuildAsync(progress, cancellationToken).ConfigureAwait(false);
        return (Root, true);
    }

    private async Task BuildAsync(IProgress<ProvisioningProgress>? progress, CancellationToken cancellationToken)
    {
        // The lock is ours, so whatever is unfinished belongs to a build that was killed.
        foreach (var killed in Directory.GetDirectories(cache.Roots, "*" + UnfinishedSuffix))
            Directory.Delete(killed, recursive: true);

        // A name of its own: programs of the killed build may still be writing to the old one.
        var unfinished = $"{Root}-{Environment.ProcessId}{UnfinishedSuffix}";
        Folders.CreateReachable(unfinished);
        try
        {
            await builder.BuildAsync(unfinished, progress, cancellationToken).ConfigureAwait(false);
            Directory.Move(unfinished, Root);
            File.Delete(FailureFile);
        }
        catch (RootBuildException fault)
        {
            await File.WriteAllTextAsync(FailureFile, fault.Message, CancellationToken.None).ConfigureAwait(false);
            throw;
        }
        finally
        {
            Folders.DeleteIfPresent(unfinished);
        }
    }

    private void ThrowIfJustFailed()
    {
        var file = new FileInfo(FailureFile);
        if (file.Exists && machine.Time.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc < FailureIsRemembered)
            throw new RootBuildException(File.ReadAllText(FailureFile));
    }
}
