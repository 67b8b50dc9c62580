using Lms.Migrations.Catalog;

namespace Lms.Migrations.Tests.Catalog.Json;

/// <summary>What a test of <c>.json</c> migrations starts from.</summary>
public abstract class JsonCatalogTest : CatalogTest
{
    private const string FileName = "1-only.json";

    /// <summary>Reads a catalog whose only file holds this.</summary>
    protected async Task<Migration> ReadJsonAsync(string content)
    {
        Directory.Write(FileName, content);
        return Assert.Single((await ReadAsync()).Migrations);
    }

    /// <summary>The faults of a catalog whose only file holds this, as <c>line:column: message</c>.</summary>
    protected async Task<IReadOnlyList<string>> JsonFaultsAsync(string content)
    {
        Directory.Write(FileName, content);
        return [.. (await FaultsAsync()).Select(fault => fault[(FileName.Length + 1)..])];
    }

    /// <summary>The faults of one step of an up section, which begins in line 2, column 1.</summary>
    protected Task<IReadOnlyList<string>> StepFaultsAsync(string step) => JsonFaultsAsync($"{{ \"up\": [\n{step}\n] }}");
}
