using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres;

/// <summary>Where files live by default: the XDG base directories for a user, <c>/var</c> for root.</summary>
/// <remarks>Root's home is closed to the unprivileged account that runs the server, hence <c>/var</c>; XDG variables are
/// honoured for root as well where that account can reach them.</remarks>
public static class EmbeddedPostgresPaths
{
    /// <summary>The private root, templates and throw-away data; safe to delete while no server runs.</summary>
    public static string DefaultCacheDirectory => Default(Machine.Current, "XDG_CACHE_HOME", ".cache", "/var/cache");

    /// <summary>A directory for persistent data, one per key.</summary>
    /// <param name="key">A file name that tells uses apart, for example <c>apphost</c>.</param>
    public static string DefaultDataDirectory(string key)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(key);
        return Path.Combine(Default(Machine.Current, "XDG_DATA_HOME", ".local/share", "/var/lib"), key);
    }

    internal static string Default(Machine machine, string variable, string underHome, string ofRoot)
    {
        var configured = machine.Variable(variable);
        if (Path.IsPathFullyQualified(configured ?? "") && machine.Account.Reaches(configured!))
            return Path.Combine(configured!, "lms");
        var home = machine.Variable("HOME");
        var parent = machine.Account.IsRoot || string.IsNullOrEmpty(home) ? ofRoot : Path.Combine(home, underHome);
        return Path.Combine(parent, "lms");
    }
}
