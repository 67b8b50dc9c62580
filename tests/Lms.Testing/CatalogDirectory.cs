namespace Lms.Testing;

/// <summary>A catalog of a test's own on disk.</summary>
public sealed class CatalogDirectory : IDisposable
{
    public CatalogDirectory() => Path = Directory.CreateTempSubdirectory("lms-catalog-").FullName;

    public string Path { get; }

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string fileName, string content)
    {
        var file = System.IO.Path.Combine(Path, fileName);
        File.WriteAllText(file, content);
        return file;
    }

    /// <summary>Writes a migration that creates a table of that name with one column.</summary>
    public CatalogDirectory WithTable(string version, string table)
    {
        Write($"{version}-create-{table}.sql", $"""
            -- Create {table}.
            -- migrate:up
            CREATE TABLE {table} (id int PRIMARY KEY);
            -- migrate:down
            DROP TABLE {table};
            """);
        return this;
    }

    public CatalogDirectory With(string fileName, string content)
    {
        Write(fileName, content);
        return this;
    }

    public void Delete(string fileName) => File.Delete(System.IO.Path.Combine(Path, fileName));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
