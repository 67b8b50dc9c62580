using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Roots;

internal static class PackageUnpacking
{
    /// <summary>Decompression is bound by the processor, writing by the disk: a few at once use both.</summary>
    private const int AtOnce = 4;

    /// <summary>Unpacks all packages of a directory, largest first so that none of them is waited for at the end.</summary>
    public static async Task RunAsync(
        string packages, string target, IProgress<ProvisioningProgress>? progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(target);
        var files = new DirectoryInfo(packages).GetFiles("*.deb").OrderByDescending(file => file.Length).ToList();
        var total = files.Sum(file => file.Length);
        var done = 0L;
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(files, options, async (file, token) =>
        {
            await new Command("dpkg-deb", "-x", file.FullName, target).RunAsync(token).ConfigureAwait(false);
            progress?.Report(new(ProvisioningPhase.Unpacking, "unpacking", Interlocked.Add(ref done, file.Length), total));
        }).ConfigureAwait(false);
    }
}
