using System.Security.Cryptography;
using System.Text;

namespace Lms.AppHost;

/// <summary>The directory that holds <c>migrations/</c> and <c>seeders/</c>.</summary>
/// <param name="Directory">Its absolute path.</param>
internal sealed record Checkout(string Directory)
{
    private const string Catalogs = "migrations";

    /// <summary>A file name that tells the data of this checkout from that of others on the same machine.</summary>
    public string Key
    {
        get
        {
            var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Directory)));
            return $"apphost-{Path.GetFileName(Directory)}-{hash[..8]}";
        }
    }

    /// <summary>Where a running app host leaves what others ought to know of it.</summary>
    public string StateDirectory { get; init; } = Path.Combine(Directory, ".lms");

    /// <summary>What <c>./lms</c> reads to find the databases.</summary>
    public string StateFile => Path.Combine(StateDirectory, "running.json");

    /// <summary>Held by the one app host of this checkout.</summary>
    public string LockFile => Path.Combine(StateDirectory, "apphost.lock");

    /// <summary>The holder's process id; apart from the lock, because a locked file cannot be read.</summary>
    public string OwnerFile => Path.Combine(StateDirectory, "apphost.pid");

    public string CatalogOf(string database) => Path.Combine(Directory, Catalogs, database);

    /// <summary>The seeders of a database; null when it has none.</summary>
    public string? SeedersOf(string database) =>
        Path.Combine(Directory, "seeders", database) is var path && System.IO.Directory.Exists(path) ? path : null;

    /// <summary>The path as seen from the checkout where it lies in it.</summary>
    public string Shorten(string path) =>
        Path.GetRelativePath(Directory, path) is var relative && relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;

    public static Checkout At(string directory)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        return System.IO.Directory.Exists(Path.Combine(path, Catalogs))
            ? new Checkout(path)
            : throw new HostException($"There is no directory '{Catalogs}' in {path}: name the checkout with --root.");
    }

    /// <summary>The checkout that this program was built in, else the one around the working directory.</summary>
    public static Checkout Find() =>
        Above(AppContext.BaseDirectory) ?? Above(Environment.CurrentDirectory)
        ?? throw new HostException($"Neither this program nor the working directory lies in a checkout with '{Catalogs}': name it with --root.");

    private static Checkout? Above(string start)
    {
        for (var directory = Path.TrimEndingDirectorySeparator(start); directory is not null; directory = Path.GetDirectoryName(directory))
        {
            if (System.IO.Directory.Exists(Path.Combine(directory, Catalogs)))
                return new Checkout(directory);
        }

        return null;
    }
}
