using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Clusters;

/// <summary>Where throw-away data lives: in memory where there is plenty, else in the cache.</summary>
/// <remarks>A server makes and deletes hundreds of small files per database, which some file systems are slow at.</remarks>
internal static class ThrowAwayDirectory
{
    /// <summary>Test suites fill a few hundred megabytes; a container's usual 64 MB would end in the middle.</summary>
    private const long PlentyOfBytes = 4L << 30;

    /// <param name="machine">Names the memory file system.</param>
    /// <param name="cache">The place when memory will not do.</param>
    /// <param name="durable">Whether commits are to wait for a disk, which memory is not.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public static async Task<string> ChooseAsync(Machine machine, CacheDirectory cache, bool durable, CancellationToken cancellationToken)
    {
        if (durable || !Directory.Exists(machine.MemoryDirectory) || new DriveInfo(machine.MemoryDirectory).AvailableFreeSpace < PlentyOfBytes)
            return cache.ThrowAway;
        var own = Path.Combine(machine.MemoryDirectory, $"lms-{Environment.UserName}");
        try
        {
            Folders.CreateReachable(own);
            // Anybody may write there: a directory of this name that is another's is not to be trusted.
            var owner = await new Command("stat", "-c", "%U", own).RunAsync(cancellationToken).ConfigureAwait(false);
            return owner.Trim() == Environment.UserName ? own : cache.ThrowAway;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or CommandFailedException)
        {
            return cache.ThrowAway;
        }
    }
}
