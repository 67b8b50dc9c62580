using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Clusters;

/// <summary>The directory that all servers of one person share.</summary>
internal sealed record CacheDirectory(string Path)
{
    public string Roots => Sub("roots");

    public string Templates => Sub("templates");

    public string ThrowAway => Sub("throw-away");

    public string LockFile(string name) => System.IO.Path.Combine(Sub("locks"), name);

    /// <summary>Finds or makes the directory where the server's account can use it.</summary>
    public static CacheDirectory Open(string? configured, Machine machine)
    {
        var path = System.IO.Path.GetFullPath(
            configured ?? EmbeddedPostgresPaths.Default(machine, "XDG_CACHE_HOME", ".cache", "/var/cache"));
        try
        {
            Folders.CreateReachable(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"The cache directory {path} cannot be made ({fault.Message}): set XDG_CACHE_HOME.", fault);
        }

        return machine.Account.Reaches(path)
            ? new CacheDirectory(path)
            : throw new EmbeddedPostgresException(
                $"The account '{machine.Account.Name}', which runs PostgreSQL for root, cannot reach {path}: "
                + "choose a directory outside root's home.");
    }

    private string Sub(string name) => Folders.CreateReachable(System.IO.Path.Combine(Path, name));
}
