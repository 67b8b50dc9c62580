using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>Four people who ask two workers for the same at the same moment.</summary>
public sealed class FourShellsTests(PostgresServer server) : ServerTest(server)
{
    private const int Migrations = 12;
    private DocumentTestDatabase? documents;

    private DocumentTestDatabase Documents => documents ?? throw new InvalidOperationException("Not initialized.");

    protected override IEnumerable<(string Path, string Value)> Settings =>
    [
        ("Lms:Databases:1:Name", "shop"),
        ("Lms:Databases:1:Engine", "mongodb"),
        ("Lms:Databases:1:Connection", Documents.ConnectionString),
        ("Lms:Databases:1:Catalog", Path.Combine(Directory, "shop")),
    ];

    public override async ValueTask InitializeAsync()
    {
        documents = await Server.CreateDocumentDatabaseAsync(Token);
        var shop = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "shop")).FullName;
        for (var number = 1; number <= Migrations; number++)
        {
            // Twice would be an error: of a table that exists, or of a second document under its key.
            Catalog.WithTable($"{number:000}", $"table{number}");
            await File.WriteAllTextAsync(Path.Combine(shop, $"{number:000}-insert.json"), $$"""
                { "up": [ { "insert": "orders", "documents": [ { "_id": {{number}} } ] } ],
                  "down": [ { "delete": "orders", "deletes": [ { "q": { "_id": {{number}} }, "limit": 1 } ] } ] }
                """, Token);
        }

        await base.InitializeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (documents is not null)
            await documents.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact(Timeout = 300_000)]
    public async Task Each_migration_is_applied_once_and_all_four_end_well_and_tell_the_same_story()
    {
        var second = await StartWorkerAsync("worker-2");
        string[] asked = [Worker.Url, second.Url, Worker.Url, second.Url];

        var ended = await Task.WhenAll(asked.Select(url => AskAsync("migrate", "--server", url)));

        Assert.All(ended, result => Assert.True(result.ExitCode == 0, result.All));
        foreach (var database in new[] { "main", "shop" })
        {
            var verdicts = ended.Select(result => result.Out.Split('\n').Single(line => line.StartsWith($"✓ {database}: ", StringComparison.Ordinal)));
            Assert.Equal(
                [$"✓ {database}: 12 migrations applied", .. Enumerable.Repeat($"✓ {database}: up to date, nothing to apply", 3)],
                verdicts.Select(verdict => verdict.Split(" in ")[0]).Order(StringComparer.Ordinal));
        }

        Assert.Equal(Migrations, await Database.ScalarAsync<long>("SELECT count(*) FROM migrations", Token));
        Assert.Equal(Migrations, (await Documents.FindAsync("orders", "{}", Token)).Count);
        foreach (var question in new[] { "status", "history --limit 100", "run list", "audit --action runs.start" })
            Assert.Equal(await TellAsync(question, Worker.Url), await TellAsync(question, second.Url));
        Assert.Equal(8, (await AskJsonAsync("run", "list", "--state", "succeeded")).Json.GetProperty("runs").GetArrayLength());
    }

    private async Task<string> TellAsync(string question, string url) =>
        (await AskWellAsync([.. question.Split(' '), "--server", url, "--output", "json"])).Out;
}
