using System.Text.Json;
using Lms.Migrations.Documents;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Tests.Documents;

/// <summary>What every driver of document commands must do; a second driver runs these tests unchanged.</summary>
public abstract class DocumentCommandsContract : IAsyncLifetime
{
    private IDocumentDatabase? database;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected IDocumentDatabase Database => database ?? throw new InvalidOperationException("Not initialized.");

    public async ValueTask InitializeAsync() => database = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        if (database is not null)
        {
            await database.DisposeAsync();
            await DropAsync();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Opens an empty database of the test's own.</summary>
    private protected abstract Task<IDocumentDatabase> OpenAsync();

    private protected abstract Task DropAsync();

    private protected async Task<JsonElement> RunAsync(string command, IDocumentCommands? on = null) =>
        EjsonElement.Parse(await (on ?? Database).RunAsync(command, Token));

    private protected async Task<IReadOnlyList<string>> ReadAsync(string command, IDocumentCommands? on = null)
    {
        var documents = new List<string>();
        await foreach (var document in (on ?? Database).ReadAsync(command, Token))
            documents.Add(document);
        return documents;
    }

    private protected Task<DocumentCommandException> RefusedAsync(string command, IDocumentCommands? on = null) =>
        Assert.ThrowsAsync<DocumentCommandException>(() => (on ?? Database).RunAsync(command, Token));

    private protected Task InsertAsync(string collection, int count) => RunAsync(
        $$"""{ "insert": "{{collection}}", "documents": [{{string.Join(',', Enumerable.Range(1, count).Select(id => $$"""{ "_id": {{id}}, "n": 0 }"""))}}] }""");
}
