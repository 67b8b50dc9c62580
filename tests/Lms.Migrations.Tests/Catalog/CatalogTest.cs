using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Testing;

namespace Lms.Migrations.Tests.Catalog;

/// <summary>What a test of files starts from: an empty catalog of its own.</summary>
public abstract class CatalogTest : IDisposable
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected CatalogDirectory Directory { get; } = new();

    public void Dispose()
    {
        Directory.Dispose();
        GC.SuppressFinalize(this);
    }

    protected Task<MigrationCatalog> ReadAsync() => CatalogReader.ReadAsync(Directory.Path, Token);

    /// <summary>Reads a catalog whose only file holds this.</summary>
    protected async Task<Migration> ReadAsync(string content)
    {
        Directory.Write("1-only.sql", content);
        return Assert.Single((await ReadAsync()).Migrations);
    }

    /// <summary>Each fault as <c>file:line: message</c>, the directory left out.</summary>
    protected async Task<IReadOnlyList<string>> FaultsAsync(DatabaseEngine? engine = null)
    {
        var exception = await Assert.ThrowsAsync<CatalogException>(() => CatalogReader.ReadAsync(Directory.Path, engine, Token));
        Assert.Equal(string.Join(Environment.NewLine, exception.Faults), exception.Message);
        return [.. exception.Faults.Select(fault => fault.ToString().Replace(Directory.Path + Path.DirectorySeparatorChar, "", StringComparison.Ordinal))];
    }

    /// <summary>The faults of a catalog whose only file holds this, as <c>line: message</c>.</summary>
    protected async Task<IReadOnlyList<string>> FaultsAsync(string content)
    {
        Directory.Write("1-only.sql", content);
        return [.. (await FaultsAsync()).Select(fault => fault["1-only.sql:".Length..])];
    }
}
