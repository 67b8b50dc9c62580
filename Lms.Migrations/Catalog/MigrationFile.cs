using System.Globalization;
using System.Numerics;
using System.Text;

namespace Lms.Migrations.Catalog;

/// <summary>How migrations are named on disk: <c>&lt;version&gt;-&lt;name&gt;.sql</c> for PostgreSQL, <c>.json</c> for MongoDB, or
/// with <c>_</c> for <c>-</c>.</summary>
public static class MigrationFile
{
    private const string Sql = ".sql";
    private const string Json = ".json";

    /// <summary>Takes a file name apart; false when it does not begin with a version.</summary>
    /// <param name="fileName">Without directory: <c>001-create-users-table.sql</c>.</param>
    /// <param name="version">The leading digits.</param>
    /// <param name="name">What follows the separator, without extension; empty when nothing does.</param>
    public static bool TryParse(string fileName, out MigrationVersion version, out string name)
    {
        var stem = Path.GetFileNameWithoutExtension(fileName);
        var digits = stem.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits < 0)
            digits = stem.Length;

        name = stem[digits..].TrimStart('-', '_');
        return MigrationVersion.TryParse(stem[..digits], out version) && (digits == stem.Length || stem[digits] is '-' or '_');
    }

    /// <summary>The extension of a kind of server's migrations, with its dot.</summary>
    public static string ExtensionOf(DatabaseEngine engine) => engine == DatabaseEngine.MongoDb ? Json : Sql;

    /// <summary>Which kind of server a file is for by its extension; null for a file that is no migration.</summary>
    public static DatabaseEngine? EngineOf(string path) => Path.GetExtension(path) switch
    {
        Sql => DatabaseEngine.PostgreSql,
        Json => DatabaseEngine.MongoDb,
        _ => null,
    };

    /// <summary>Which kind of server a catalog is for by its newest migration; null when it holds none.</summary>
    public static DatabaseEngine? EngineOfCatalog(string directory) =>
        FindNewest(directory) is { } newest ? EngineOf(newest.File) : null;

    /// <summary>The file name for a new migration: the next free version, in the style that the catalog uses already.</summary>
    /// <param name="directory">The catalog; it need not exist yet.</param>
    /// <param name="name">Any words; they become lower case, joined as in the catalog's newest file, else by <c>-</c>.</param>
    /// <param name="engine">The kind of server that it is for.</param>
    /// <param name="now">Used where the catalog's versions are timestamps.</param>
    /// <exception cref="Failures.RequestException">The name holds no letter and no digit.</exception>
    public static string NextName(string directory, string name, DatabaseEngine engine, DateTimeOffset now)
    {
        var newest = FindNewest(directory);
        var separator = newest is { File: var file, Version: var last } && file[last.ToString().Length] == '_' ? '_' : '-';
        var slug = Slug(name, separator);
        if (slug.Length == 0)
            throw new Failures.RequestException($"'{name}' holds no letter and no digit to name a migration after.");

        var digits = newest?.Version.ToString();
        var version = digits is { Length: >= 14 } ? Timestamp(now, digits) : Increment(digits);
        return $"{version}{separator}{slug}{ExtensionOf(engine)}";
    }

    private static (MigrationVersion Version, string File)? FindNewest(string directory)
    {
        if (!Directory.Exists(directory))
            return null;

        (MigrationVersion Version, string File)? newest = null;
        foreach (var path in Directory.EnumerateFiles(directory))
        {
            var file = Path.GetFileName(path);
            if (EngineOf(file) is not null && TryParse(file, out var version, out _) && (newest is null || version > newest.Value.Version))
                newest = (version, file);
        }

        return newest;
    }

    /// <summary>The second that it is, unless the catalog has reached or passed it: then the number after its newest.</summary>
    private static string Timestamp(DateTimeOffset now, string newest)
    {
        var timestamp = now.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        return MigrationVersion.Parse(timestamp) > MigrationVersion.Parse(newest) ? timestamp : Increment(newest);
    }

    private static string Increment(string? newest)
    {
        var next = (newest is null ? BigInteger.Zero : BigInteger.Parse(newest, CultureInfo.InvariantCulture)) + 1;
        return next.ToString(CultureInfo.InvariantCulture).PadLeft(Math.Max(3, newest?.Length ?? 0), '0');
    }

    private static string Slug(string name, char separator)
    {
        var slug = new StringBuilder();
        foreach (var character in name)
        {
            if (char.IsLetterOrDigit(character))
                slug.Append(char.ToLowerInvariant(character));
            else if (slug.Length > 0 && slug[^1] != separator)
                slug.Append(separator);
        }

        return slug.ToString().TrimEnd(separator);
    }
}
