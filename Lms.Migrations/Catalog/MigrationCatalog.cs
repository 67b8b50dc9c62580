namespace Lms.Migrations.Catalog;

/// <summary>A directory of migrations, read whole, in order of version.</summary>
/// <param name="Directory">The directory it was read from.</param>
/// <param name="Migrations">Ascending by version; versions are unique.</param>
public sealed record MigrationCatalog(string Directory, IReadOnlyList<Migration> Migrations)
{
    /// <summary>The kind of server that its files are for.</summary>
    public DatabaseEngine Engine { get; init; }

    /// <summary>The migration of that version, or null.</summary>
    public Migration? Find(MigrationVersion version) => Migrations.FirstOrDefault(migration => migration.Version == version);
}

/// <summary>One thing wrong with a catalog.</summary>
/// <param name="File">The path of the file.</param>
/// <param name="Line">1-based.</param>
/// <param name="Message">What is wrong and what would be right.</param>
/// <param name="Column">1-based; null where the line says enough.</param>
public sealed record CatalogFault(string File, int Line, string Message, int? Column = null)
{
    /// <summary><c>file:line: message</c> or <c>file:line:column: message</c>, the forms that editors turn into a link.</summary>
    public override string ToString() => Column is null ? $"{File}:{Line}: {Message}" : $"{File}:{Line}:{Column}: {Message}";
}
