using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lms.Contracts.Json;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Contracts;

/// <summary>What the engine says reaches whoever asks from afar as it was said: there and back it is the same.</summary>
public sealed class RoundTripTests(PostgresServer server) : WorkerTest(server)
{
    private DatabaseTarget Target => new("shop", DatabaseEngine.PostgreSql, Database.ConnectionString, Catalog.Path);

    [Fact]
    public async Task Whatever_happens_in_a_run()
    {
        await WithSlowBackfillAsync(200, millisecondsEach: 1);
        Catalog.With("002-index.sql", """
            -- migrate:up transaction:false
            CREATE INDEX CONCURRENTLY accounts_by_balance ON accounts (balance);
            -- migrate:down transaction:false
            DROP INDEX CONCURRENTLY accounts_by_balance;
            """).With("003-fails.sql", "-- migrate:up\nSELECT 1 / 0;\n-- migrate:down\nSELECT 1;\n");
        var policy = new RunPolicy { Hooks = [new RunHook("before", HookMoment.Before, (_, _) => Task.FromResult<string?>("done"))] };
        var runner = new MigrationRunner(Target, new MigrationRunnerOptions(), new RunContext("ada", "because"), policy: policy);
        var happened = await EventsAsync(runner.MigrateAsync(new MigrateRequest(), Token));

        var kinds = new HashSet<string>();
        foreach (var engine in happened)
        {
            if (engine.ToDocument() is not { } told)
                continue;

            kinds.Add(told.GetType().Name);
            var text = Text(told, ContractJson.Default.RunEvent);
            var heard = JsonSerializer.Deserialize(text, ContractJson.Default.RunEvent)!;
            Assert.Equal(text, Text(heard, ContractJson.Default.RunEvent));
            var again = heard.ToEvent("shop", Direction.Up)!;
            Assert.Equal(engine.GetType(), again.GetType());
            // Of a failure, what is shown of it comes with the run's end.
            if (again is not StepFailed)
                Assert.Equal(text, Text(again.ToDocument()!, ContractJson.Default.RunEvent));
        }

        Assert.Superset(
            new HashSet<string>
            {
                nameof(LeaseAcquiredEvent), nameof(PlannedEvent), nameof(HookStartedEvent), nameof(HookEndedEvent), nameof(StepStartedEvent),
                nameof(StatementStartedEvent), nameof(BackfillEndedEvent), nameof(StepCompletedEvent), nameof(StepFailedEvent),
            },
            kinds);
    }

    [Fact]
    public async Task How_a_database_stands_what_would_run_and_what_was_done()
    {
        Catalog.WithTable("001", "one").WithTable("002", "two");
        var runner = new MigrationRunner(Target, new MigrationRunnerOptions(), new RunContext("ada", "because"));
        await EventsAsync(runner.MigrateAsync(new MigrateRequest(), Token));
        Catalog.WithTable("003", "three").With("0021-late.sql", "-- migrate:up\nSELECT 1;\n").With("001-create-one.sql", "-- migrate:up\nSELECT 2;\n");

        var status = (await runner.GetStatusAsync(Token)).ToDocument();
        Assert.Equal(
            Text(status, ContractJson.Default.StatusDocument),
            Text(There(status, ContractJson.Default.StatusDocument).ToStatus().ToDocument(), ContractJson.Default.StatusDocument));
        var plan = (await runner.PlanAsync(new MigrateRequest(), Token)).ToDocument(DatabaseEngine.PostgreSql);
        Assert.NotEmpty(plan.Refusals);
        // Its hash says more than the document does: whoever is far away passes on the one that was told.
        var planned = There(plan, ContractJson.Default.PlanDocument).ToPlan().ToDocument(DatabaseEngine.PostgreSql) with { Hash = plan.Hash };
        Assert.Equal(Text(plan, ContractJson.Default.PlanDocument), Text(planned, ContractJson.Default.PlanDocument));
        var history = (await runner.GetHistoryAsync(new HistoryQuery(), Token)).ToDocument("shop", DatabaseEngine.PostgreSql);
        Assert.NotEmpty(history.Events);
        Assert.Equal(
            Text(history, ContractJson.Default.HistoryDocument),
            Text(There(history, ContractJson.Default.HistoryDocument).ToPage().ToDocument("shop", DatabaseEngine.PostgreSql), ContractJson.Default.HistoryDocument));
    }

    [Fact]
    public async Task A_backfill_its_chunks_and_its_conflicts()
    {
        await WithSlowBackfillAsync(200, millisecondsEach: 0);
        var runner = new MigrationRunner(Target, new MigrationRunnerOptions(), new RunContext("ada", "because"));
        await EventsAsync(runner.MigrateAsync(new MigrateRequest(), Token));
        await Database.ExecuteAsync("UPDATE accounts SET balance = 7 WHERE id = 3", Token);
        await EventsAsync(runner.RollbackAsync(new RollbackRequest.Last(1), Token));
        var control = new BackfillControl(Target, new MigrationRunnerOptions(), new RunContext("ada"));

        var backfill = (await control.ShowAsync(1, Token)).ToDocument();
        Assert.Equal((199, 1), (backfill.Restored, backfill.Conflicts));
        Assert.Equal(
            Text(backfill, ContractJson.Default.BackfillDocument),
            Text(There(backfill, ContractJson.Default.BackfillDocument).ToStatus().ToDocument(), ContractJson.Default.BackfillDocument));
        var chunks = (await control.ListChunksAsync(1, new ChunkQuery(), Token)).ToDocument("shop", DatabaseEngine.PostgreSql, 1);
        Assert.NotEmpty(chunks.Chunks);
        Assert.Equal(
            Text(chunks, ContractJson.Default.ChunkListDocument),
            Text(There(chunks, ContractJson.Default.ChunkListDocument).ToPage().ToDocument("shop", DatabaseEngine.PostgreSql, 1), ContractJson.Default.ChunkListDocument));
        foreach (var conflict in (await control.ConflictsAsync(1, 10, Token)).Select(BackfillMapping.ToDocument))
            Assert.Equal(conflict, There(conflict, ContractJson.Default.ConflictDocument).ToConflict().ToDocument());
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public void What_went_wrong(Exception exception)
    {
        var failure = exception.ToFailure("shop");
        Assert.NotEmpty(failure.Message);
        Assert.InRange(failure.ExitCode, 1, 130);
        var there = There(failure, ContractJson.Default.Failure);
        Assert.Equal(Text(failure, ContractJson.Default.Failure), Text(there, ContractJson.Default.Failure));
    }

    public static TheoryData<Exception> Failures() =>
    [
        new RequestException("no"), new RefusedException([new Refusal(RefusalKind.PlanChanged, null, "changed", "look")]), new HookFailedException("backup", "no disk"),
        new OperationCanceledException(), new InvalidOperationException("a fault"),
    ];

    private static T There<T>(T document, JsonTypeInfo<T> type) => JsonSerializer.Deserialize(Text(document, type), type)!;

    private static string Text<T>(T document, JsonTypeInfo<T> type) => JsonSerializer.Serialize(document, type);

    private static async Task<IReadOnlyList<MigrationEvent>> EventsAsync(IAsyncEnumerable<MigrationEvent> run)
    {
        var events = new List<MigrationEvent>();
        try
        {
            await foreach (var happened in run)
                events.Add(happened);
        }
        catch (StepFailedException)
        {
            // That is told by an event as well.
        }

        return events;
    }
}
