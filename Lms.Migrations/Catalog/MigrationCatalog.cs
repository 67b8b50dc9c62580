namespace Lms.Migrations.Catalog;

/// <summary>A directory of migrations, read whole, in order of version.</summary>
/// <param name="Directory">The directory it was read from.</param>
/// <param name="Migrations">Ascending by version; versions are unique.</param>
public sealed record MigrationCatalog(string Directory, IReadOnlyList<Migration> Migrations)
{
    /// <summary>The migration of that version, or null.</summary>
    public Migration? Find(MigrationVersion version) => Migrations.FirstOrDefault(migration => migration.Version == version);
}

/// <summary>One thing wrong with a catalog.</summary>
/// <param name="File">The path of the file.</param>
/// <param name="Line">1-based.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record CatalogFault(string File, int Line, string Message)
{
    /// <summary><c>file:line: message</c>, the form that editors turn into a link.</summary>
    public override string ToString() => $"{File}:{Line}: {Message}";
}
