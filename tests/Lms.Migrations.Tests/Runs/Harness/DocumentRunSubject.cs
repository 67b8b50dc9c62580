using System.Text.Json;
using Lms.Testing;

namespace Lms.Migrations.Tests.Runs.Harness;

/// <summary>Steps are commands that insert a document.</summary>
public sealed class DocumentRunSubject(DocumentTestDatabase database) : RunSubject
{
    private const string Marks = "ran";

    public override DatabaseTarget Target => new("test", DatabaseEngine.MongoDb, database.ConnectionString, Catalog.Path);

    // Collections come into being by themselves.
    public override Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Write(string version, string up = "up", string down = "down") => Catalog.Write(FileOf(version), $$"""
        {
          "up": [{{Leave(version, up)}}],
          "down": [{{Leave(version, down)}}],
          "before": [{{Check(version, "up")}}, {{Check(version, "down")}}]
        }
        """);

    public override void WriteIrreversible(string version) => Catalog.Write(FileOf(version), $$"""{ "up": [{{Leave(version, "up")}}] }""");

    public override void Delete(string version) => Catalog.Delete(FileOf(version));

    public override Task BreakAsync(string version, CancellationToken cancellationToken) =>
        database.InsertAsync("broken", cancellationToken, $$"""{ "version": "{{version}}" }""");

    public override Task MendAsync(CancellationToken cancellationToken) => database.DeleteAsync("broken", "{}", cancellationToken);

    public override async Task<IReadOnlyList<string>> MarksAsync(CancellationToken cancellationToken) =>
        [.. (await database.FindAsync(Marks, "{}", cancellationToken)).Select(MarkOf).Order(StringComparer.Ordinal)];

    public override Task ForgetAsync(CancellationToken cancellationToken) => database.DeleteAsync(Marks, "{}", cancellationToken);

    public override async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        await base.DisposeAsync();
    }

    private static string FileOf(string version) => $"{version}-step.json";

    private static string Leave(string version, string mark) => $$"""{ "insert": "{{Marks}}", "documents": [{ "mark": "{{version}} {{mark}}" }] }""";

    private static string Check(string version, string direction) =>
        $$"""{ "none": { "find": "broken", "filter": { "version": "{{version}}" } }, "message": "broken", "on": "{{direction}}" }""";

    private static string MarkOf(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.GetProperty("mark").GetString()!;
    }
}
