using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>Every command says the same over a worker as over the engine in its own process.</summary>
public sealed class ParityTests(PostgresServer server, ParityFixture parity) : CliTest(server), IClassFixture<ParityFixture>
{
    // What differs between two runs of the same thing, wherever they run.
    private static readonly HashSet<string> Varying =
    [
        "runId", "durationMs", "at", "appliedAt", "startedAt", "changedAt", "executedAt", "batches", "batchSize", "lanes", "ratePerSecond",
        "remainingMs", "epoch", "id",
    ];

    private string name = "";

    public static TheoryData<string, int> Looks => new()
    {
        { "status", 0 },
        { "status --check", 6 },
        { "plan --to 004 --out-of-order", 0 },
        { "migrate --dry-run", 0 },
        { "migrate --dry-run --plan-hash 000000000000", 5 },
        { "migrate --dry-run --override-window --reason because", 0 },
        { "rollback --steps 2 --dry-run", 0 },
        { "rollback --to 001 --dry-run", 0 },
        { "rollbackAll --dry-run", 0 },
        { "history --limit 7", 0 },
        { "history --kind rolledBack --outcome succeeded --migration 003", 0 },
        { "history --by bootstrap --text because --since 1h", 0 },
        { "validate", 0 },
        { "repair --yes", 0 },
        { "seed status", 0 },
        { "backfill list", 0 },
        { "backfill show 2", 0 },
        { "backfill chunks 1", 0 },
        { "backfill chunks 2 --state done --limit 1", 0 },
        { "backfill conflicts 1", 0 },
    };

    /// <summary>What is done first, and then what is compared; how each ends.</summary>
    public static TheoryData<string, int, string, int> Changes => new()
    {
        { "", 0, "migrate --to 002", 0 },
        { "", 0, "migrate --to 003 --lanes 1 --batch-target 100ms", 0 },
        { "", 0, "migrate", 1 },
        { "migrate --to 002", 0, "migrate --to 002", 0 },
        { "migrate --to 003", 0, "rollback", 0 },
        { "migrate --to 003", 0, "rollback --steps 2", 0 },
        { "migrate --to 003", 0, "rollback --to 001", 0 },
        { "migrate --to 003", 0, "rollbackAll --yes --reason because", 0 },
        { "", 0, "rollback", 0 },
        { "migrate --to 002", 0, "seed --scale 1.5", 0 },
        { "", 0, "seed", 1 },
        { "migrate", 1, "repair --yes", 0 },
        { "", 0, "baseline --to 002", 0 },
        { "", 0, "mark 001 applied --reason because", 0 },
        { "migrate --to 002", 0, "migrate --to 001 --plan-hash 000000000000", 5 },
    };

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(Looks))]
    public async Task A_look_at_a_database_is_the_same_word_for_word(string command, int exitCode)
    {
        name = ParityFixture.LookedAt;
        WriteConfiguration(await parity.LookedAtAsync(CallWellAsync));

        var here = await CallAsync(isRemote: false, command);
        var there = await CallAsync(isRemote: true, command);

        Assert.True((here.ExitCode, there.ExitCode) == (exitCode, exitCode), $"{here.All}\n{there.All}");
        Assert.Equal(here.Out, there.Out);
        Assert.Contains(name, there.Out, StringComparison.Ordinal);
    }

    [Theory(Timeout = 180_000)]
    [MemberData(nameof(Changes))]
    public async Task A_change_is_told_in_the_same_words(string before, int endOfBefore, string command, int exitCode)
    {
        name = parity.Take();
        WriteConfiguration(await parity.NewDatabaseAsync());
        if (before.Length > 0)
        {
            Assert.Equal(endOfBefore, (await CallAsync(isRemote: false, before)).ExitCode);
            Assert.Equal(endOfBefore, (await CallAsync(isRemote: true, before)).ExitCode);
        }

        var here = await CallAsync(isRemote: false, command);
        var there = await CallAsync(isRemote: true, command);

        Assert.True((here.ExitCode, there.ExitCode) == (exitCode, exitCode), $"{here.All}\n{there.All}");
        Assert.Equal(Comparable(here), Comparable(there));
        Assert.Equal(Comparable(await CallAsync(isRemote: false, "history")), Comparable(await CallAsync(isRemote: true, "history")));
    }

    private async Task CallWellAsync(string command)
    {
        var result = await CallAsync(isRemote: true, command);
        Assert.True(result.ExitCode == 0, result.All);
    }

    private Task<LmsResult> CallAsync(bool isRemote, string command)
    {
        string[] arguments = [.. command.Split(' '), "--database", name, "--output", "json"];
        return isRemote
            ? RunAsync([.. arguments, "--server", parity.Worker.Url, "--token", WorkerProcess.Bootstrap])
            : RunAsync([.. arguments, "--actor", "bootstrap"]);
    }

    private void WriteConfiguration(TestDatabase database) => File.WriteAllText(Path.Combine(Directory, "lms.json"), $$"""
        { "databases": [ { "name": "{{name}}", "connection": {{Quote(database.ConnectionString)}}, "catalog": {{Quote(parity.Catalog.Path)}},
                           "seeders": {{Quote(parity.Seeders.Path)}} } ],
          "options": { "lockTimeout": "200ms", "lockAttempts": 2 } }
        """);

    private static string Comparable(LmsResult result) => Mask(JsonNode.Parse(result.Out))!.ToJsonString();

    private static JsonNode? Mask(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject properties:
                foreach (var (property, value) in properties.ToList())
                    properties[property] = value is not null && Varying.Contains(property) ? "…" : Mask(value?.DeepClone());
                return properties;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                    items[i] = Mask(items[i]?.DeepClone());
                return items;
            // In sentences, to the minute.
            case JsonValue text when text.GetValueKind() == JsonValueKind.String:
                return Regex.Replace(text.GetValue<string>(), @"\d{4}-\d\d-\d\d \d\d:\d\d UTC", "…", RegexOptions.None, TimeSpan.FromSeconds(1));
            default:
                return node;
        }
    }
}
