namespace Lms.EmbeddedPostgres.Roots;

/// <summary>Fetches packages; apt verifies each against the signed list.</summary>
internal static class PackageDownload
{
    private static readonly TimeSpan ReportInterval = TimeSpan.FromMilliseconds(150);

    public static async Task RunAsync(
        AptWorkspace workspace,
        IReadOnlyList<Package> packages,
        TimeProvider time,
        IProgress<ProvisioningProgress>? progress,
        CancellationToken cancellationToken)
    {
        var total = packages.Sum(package => package.Size);
        void Report(long done) =>
            progress?.Report(new(ProvisioningPhase.Downloading, $"downloading {packages.Count} packages", done, total));

        Report(0);
        var download = workspace.AptGetAsync(cancellationToken, ["download", .. packages.Select(package => package.Name)]);
        while (!download.IsCompleted)
        {
            await Task.WhenAny(download, Task.Delay(ReportInterval, time, cancellationToken)).ConfigureAwait(false);
            Report(Math.Min(total, BytesIn(workspace.Downloads)));
        }

        await download.ConfigureAwait(false);
        var arrived = BytesIn(workspace.Downloads);
        if (arrived != total)
            throw new RootBuildException($"{arrived} bytes of packages arrived instead of {total}");
    }

    /// <summary>apt writes each package under its final name from the first byte on.</summary>
    private static long BytesIn(string directory) => new DirectoryInfo(directory).EnumerateFiles().Sum(file => file.Length);
}
