namespace Lms.EmbeddedPostgres.Machines;

/// <summary>A lock between processes that the kernel releases when its holder ends, however it ends.</summary>
internal sealed class FileLock : IDisposable
{
    /// <summary>EWOULDBLOCK of flock on Linux and macOS: the one failure that means another holder.</summary>
    private const int HeldOnLinux = 11, HeldOnMac = 35;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);

    private readonly FileStream file;

    private FileLock(FileStream file) => this.file = file;

    /// <summary>Takes the lock, or returns null when another holder has it.</summary>
    public static FileLock? TryAcquire(string path)
    {
        try
        {
            return new FileLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException fault) when (fault.HResult is HeldOnLinux or HeldOnMac)
        {
            return null;
        }
    }

    /// <summary>Polls until the lock is free; <paramref name="waiting"/> is called once if it is not free at once.</summary>
    public static async Task<FileLock> AcquireAsync(
        string path, TimeProvider time, Action waiting, CancellationToken cancellationToken)
    {
        if (TryAcquire(path) is { } free)
            return free;
        waiting();
        while (true)
        {
            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
            if (TryAcquire(path) is { } acquired)
                return acquired;
        }
    }

    public void Dispose() => file.Dispose();
}
