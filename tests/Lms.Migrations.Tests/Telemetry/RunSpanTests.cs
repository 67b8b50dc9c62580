using System.Diagnostics;
using Lms.Migrations.Failures;
using Lms.Migrations.Observation;
using Lms.Migrations.Tests.Engine;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Tests.Telemetry;

public sealed class RunSpanTests(PostgresServer server) : EngineTest(server)
{
    [Fact]
    public async Task A_run_is_one_activity_with_its_steps_inside()
    {
        Catalog.WithTable("001", "one").With("002-index.sql", "-- migrate:up transaction:false\nCREATE INDEX CONCURRENTLY one_id ON one (id);\n");
        using var spans = new SpanCollector();

        var result = await MigrateAsync();

        Assert.Equal(spans.Root.SpanId, spans.Run.ParentSpanId);
        Assert.Equal(ActivityKind.Internal, spans.Run.Kind);
        Assert.Equal(ActivityStatusCode.Unset, spans.Run.Status);
        Assert.Equal(
            [("lms.actor", "tester"), ("lms.database", "test"), ("lms.direction", "up"), ("lms.engine", "postgresql"), ("lms.outcome", "succeeded"), ("lms.run.id", $"{result.RunId}"), ("lms.steps", "2")],
            TagsOf(spans.Run));
        var steps = spans.ChildrenOf(spans.Run);
        Assert.All(steps, step => Assert.Equal(SpanNames.Step, step.OperationName));
        Assert.Equal(
            [
                [("lms.direction", "up"), ("lms.migration.name", "create-one"), ("lms.migration.version", "001"), ("lms.outcome", "succeeded"), ("lms.transaction", "transactional")],
                [("lms.direction", "up"), ("lms.migration.name", "index"), ("lms.migration.version", "002"), ("lms.outcome", "succeeded"), ("lms.transaction", "statementwise")],
            ],
            steps.Select(TagsOf));
        Assert.All(steps, step => Assert.InRange(step.StartTimeUtc, spans.Run.StartTimeUtc, spans.Run.StartTimeUtc + spans.Run.Duration));
    }

    [Fact]
    public async Task A_run_is_the_root_of_its_trace_when_its_caller_does_nothing_that_is_traced()
    {
        Catalog.WithTable("1", "one");
        using var spans = new SpanCollector();

        Activity.Current = null;
        var result = await MigrateAsync();

        Assert.Null(Activity.Current);
        Assert.Empty(spans.Spans);
        Assert.Equal(default, spans.RunOf(result.RunId).ParentSpanId);
    }

    [Fact]
    public async Task What_the_reader_of_events_was_doing_stays_current_for_it()
    {
        Catalog.WithTable("1", "one").WithTable("2", "two");
        using var spans = new SpanCollector();
        var seen = new List<Activity?>();

        await foreach (var happened in Runner().MigrateAsync(new MigrateRequest(), Token))
        {
            await Task.Yield();
            seen.Add(Activity.Current);
        }

        Assert.True(seen.Count >= 6, $"{seen.Count} events.");
        Assert.All(seen, activity => Assert.Same(spans.Root, activity));
        Assert.Same(spans.Root, Activity.Current);
    }

    [Fact]
    public async Task A_reader_that_stops_reading_leaves_no_activity_open()
    {
        Catalog.WithTable("1", "one").With("2-slow.sql", "-- migrate:up\nSELECT pg_sleep(60);\n");
        using var spans = new SpanCollector();

        await foreach (var happened in Runner().MigrateAsync(new MigrateRequest(), Token))
        {
            if (happened is StepStarted { Number: 2 })
                break;
        }

        Assert.Empty(spans.Open);
        Assert.Equal(("cancelled", 1), (SpanCollector.Tag(spans.Run, SpanTags.Outcome), SpanCollector.Tag(spans.Run, SpanTags.Steps)));
        Assert.Equal(["succeeded", "cancelled"], spans.ChildrenOf(spans.Run).Select(step => SpanCollector.Tag(step, SpanTags.Outcome)));
        Assert.All(spans.Spans, span => Assert.Equal(ActivityStatusCode.Unset, span.Status));
    }

    [Fact]
    public async Task A_run_that_fails_says_with_what()
    {
        Catalog.WithTable("1", "one").With("2-broken.sql", "-- migrate:up\nSELECT 1 / 0;\n");
        using var spans = new SpanCollector();

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync());

        Assert.All(
            [spans.Run, spans.ChildrenOf(spans.Run)[1]],
            span =>
            {
                Assert.Equal((ActivityStatusCode.Error, failure.Message), (span.Status, span.StatusDescription));
                Assert.Equal(("failed", typeof(StepFailedException).FullName), (SpanCollector.Tag(span, SpanTags.Outcome), SpanCollector.Tag(span, SpanTags.ErrorType)));
            });
        Assert.Equal(1, SpanCollector.Tag(spans.Run, SpanTags.Steps));
    }

    [Fact]
    public async Task A_run_that_stops_at_its_catalog_is_told_too()
    {
        Catalog.With("1-broken.sql", "SELECT 1;\n");
        using var spans = new SpanCollector();

        await Assert.ThrowsAsync<CatalogException>(() => MigrateAsync());

        Assert.Equal((ActivityStatusCode.Error, 0), (spans.Run.Status, SpanCollector.Tag(spans.Run, SpanTags.Steps)));
    }

    [Fact]
    public async Task A_rollback_is_a_run_the_other_way_and_one_with_nothing_to_do_has_no_steps()
    {
        Catalog.WithTable("1", "one");
        await MigrateAsync();
        using (var spans = new SpanCollector())
        {
            await Runner().RollbackLastMigrationAsync(Token);
            Assert.Equal("down", SpanCollector.Tag(spans.Run, SpanTags.Direction));
            Assert.Equal("down", SpanCollector.Tag(Assert.Single(spans.ChildrenOf(spans.Run)), SpanTags.Direction));
        }

        using (var spans = new SpanCollector())
        {
            await Runner().RollbackAllAsync(Token);
            Assert.Equal(("succeeded", 0), (SpanCollector.Tag(spans.Run, SpanTags.Outcome), SpanCollector.Tag(spans.Run, SpanTags.Steps)));
        }
    }

    [Fact]
    public async Task Neither_statements_nor_passwords_nor_reasons_nor_what_others_are_running_leave_the_process()
    {
        Catalog.WithTable("1", "busy");
        await MigrateAsync();
        Catalog.With("2-alter.sql", "-- migrate:up\nALTER TABLE busy ADD COLUMN note text DEFAULT 'xyzzy';\n");
        await using var blocker = await Database.OpenAsync(Token);
        await using (var locking = new NpgsqlCommand("BEGIN; LOCK TABLE busy /* plugh */ IN ACCESS SHARE MODE", blocker))
            await locking.ExecuteNonQueryAsync(Token);
        var impatient = new MigrationRunnerOptions { LockTimeout = TimeSpan.FromMilliseconds(700), LockAttempts = 1 };
        using var spans = new SpanCollector();

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => Runner(impatient, reason: "because of frotz").RunPendingMigrationsAsync(Token));

        Assert.Contains("plugh", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"blocked by pid {blocker.ProcessID}", spans.Run.StatusDescription, StringComparison.Ordinal);
        var password = new NpgsqlConnectionStringBuilder(Database.ConnectionString).Password!;
        Assert.All(spans.Texts(), text => Assert.DoesNotMatch($"xyzzy|plugh|frotz|ALTER TABLE|LOCK TABLE|{password}", text));
    }

    private static IEnumerable<(string, string)> TagsOf(Activity activity) =>
        activity.TagObjects.Select(tag => (tag.Key, $"{tag.Value}")).OrderBy(tag => tag.Key, StringComparer.Ordinal);
}
