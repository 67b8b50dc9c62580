using System.Globalization;
using System.Numerics;
using System.Text;

namespace Lms.Migrations.Catalog;

/// <summary>How migrations are named on disk: <c>&lt;version&gt;-&lt;name&gt;.sql</c>, or with <c>_</c> for <c>-</c>.</summary>
public static class MigrationFile
{
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

    /// <summary>The file name for a new migration: the next free version, in the style that the catalog uses already.</summary>
    /// <param name="directory">The catalog; it need not exist yet.</param>
    /// <param name="name">Any words; they become lower case, joined by <c>-</c>.</param>
    /// <param name="now">Used where the catalog's versions are timestamps.</param>
    /// <exception cref="Failures.RequestException">The name holds no letter and no digit.</exception>
    public static string NextName(string directory, string name, DateTimeOffset now)
    {
        var slug = Slug(name);
        if (slug.Length == 0)
            throw new Failures.RequestException($"'{name}' holds no letter and no digit to name a migration after.");

        var newest = NewestVersion(directory);
        var version = newest is { Length: >= 14 } ? Timestamp(now, newest) : Increment(newest);
        return $"{version}-{slug}.sql";
    }

    private static string? NewestVersion(string directory)
    {
        if (!Directory.Exists(directory))
            return null;

        var versions = Directory.EnumerateFiles(directory)
            .Select(path => TryParse(Path.GetFileName(path), out var version, out _) ? version : (MigrationVersion?)null)
            .OfType<MigrationVersion>()
            .ToList();
        return versions.Count == 0 ? null : versions.Max().ToString();
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

    private static string Slug(string name)
    {
        var slug = new StringBuilder();
        foreach (var character in name)
        {
            if (char.IsLetterOrDigit(character))
                slug.Append(char.ToLowerInvariant(character));
            else if (slug.Length > 0 && slug[^1] != '-')
                slug.Append('-');
        }

        return slug.ToString().TrimEnd('-');
    }
}
