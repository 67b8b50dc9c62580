using System.Collections.Concurrent;
using Lms.Migrations.Catalog;

namespace Lms.Migrations.Reading;

/// <summary>The migrations of catalogs that were read before, by file.</summary>
internal sealed class ParsedCatalogs
{
    private static readonly IReadOnlyDictionary<string, ParsedFile> None = new Dictionary<string, ParsedFile>();
    private readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, ParsedFile>> catalogs = new(StringComparer.Ordinal);

    /// <summary>What was kept of a catalog, by path.</summary>
    public IReadOnlyDictionary<string, ParsedFile> Of(string catalog) => catalogs.GetValueOrDefault(catalog, None);

    /// <summary>Keeps what is in a catalog now and would be recognized, and nothing else of it.</summary>
    public void Keep(string catalog, IEnumerable<ParsedFile> files) =>
        catalogs[catalog] = files.Where(file => file.Mark is not null).ToDictionary(file => file.Migration.File, StringComparer.Ordinal);
}

/// <summary>A migration, and the mark of the file that it was read from.</summary>
/// <param name="Migration">What it holds.</param>
/// <param name="Mark">What a later look recognizes it by; null when it could not tell a change.</param>
internal sealed record ParsedFile(Migration Migration, FileMark? Mark);

/// <summary>What tells that a file is still the one that was read.</summary>
/// <param name="Length">In bytes.</param>
/// <param name="ChangedAt">When it was last written to, in UTC.</param>
internal readonly record struct FileMark(long Length, DateTime ChangedAt)
{
    // File systems date changes to the tick of a clock, the coarsest to two seconds: within it, a second change would not show.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    /// <summary>Whether any later change would show.</summary>
    public bool IsSettled(DateTime now) => now - ChangedAt > Tick;
}
