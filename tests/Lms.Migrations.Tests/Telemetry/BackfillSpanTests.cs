using System.Diagnostics;
using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.Observation;
using Lms.Migrations.Tests.Backfills.Harness;
using Lms.Testing;

namespace Lms.Migrations.Tests.Telemetry;

/// <summary>The activities of lanes, which run on threads of their own, on either engine.</summary>
public abstract class BackfillSpanTests : BackfillTest
{
    [Fact]
    public async Task Chunks_lie_in_their_backfill_in_its_step_in_its_run()
    {
        await Subject.FillAsync(3_000, Token);
        Subject.WriteBackfill();
        using var spans = new SpanCollector();

        await MigrateAsync(Small with { Lanes = 4 });

        var status = await StatusAsync();
        var backfill = Assert.Single(spans.Named(SpanNames.Backfill));
        var step = Assert.Single(spans.Named(SpanNames.Step));
        Assert.Equal((step.SpanId, spans.Run.SpanId), (backfill.ParentSpanId, step.ParentSpanId));
        Assert.Equal("batched", SpanCollector.Tag(step, SpanTags.Transaction));
        Assert.Equal(
            (status.Id, "accounts", "drive", "succeeded", status.Processed, status.Modified, status.Batches),
            (Long(backfill, SpanTags.BackfillId), SpanCollector.Tag(backfill, SpanTags.Source), SpanCollector.Tag(backfill, SpanTags.Role),
                SpanCollector.Tag(backfill, SpanTags.State), Long(backfill, SpanTags.Processed), Long(backfill, SpanTags.Modified), Long(backfill, SpanTags.Batches)));

        var chunks = spans.Named(SpanNames.Chunk);
        Assert.All(chunks, chunk => Assert.Equal(backfill.SpanId, chunk.ParentSpanId));
        Assert.Equal(status.Processed, chunks.Sum(chunk => Long(chunk, SpanTags.Processed)));
        Assert.Equal(status.Modified, chunks.Sum(chunk => Long(chunk, SpanTags.Modified)));
        Assert.Equal(status.Batches, chunks.Sum(chunk => Long(chunk, SpanTags.Batches)));
        Assert.Equal(status.Chunks.Done, chunks.Count(chunk => SpanCollector.Tag(chunk, SpanTags.ClaimEnd) is "done"));
        Assert.Equal(status.Chunks.Done, chunks.Select(chunk => Long(chunk, SpanTags.Chunk)).Distinct().Count());
        Assert.Empty(spans.Open);
    }

    [Fact]
    public async Task A_pause_and_a_stop_give_chunks_back()
    {
        await Subject.FillAsync(10_000, Token);
        Subject.WriteBackfill();
        using var spans = new SpanCollector();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        // Chunks that take seconds: none is done by itself just when it is stopped.
        var run = Runner(Slow with { ChunkSize = 5_000 }).RunPendingMigrationsAsync(stop.Token);
        var id = (await WaitUntilAsync(status => status.Processed > 100)).Id;

        await Control().PauseAsync(id, Token);
        await WaitUntilAsync(status => status.State == BackfillState.Paused);
        Assert.Contains(spans.Named(SpanNames.Chunk), chunk => SpanCollector.Tag(chunk, SpanTags.ClaimEnd) is "released");

        await Control().ResumeAsync(id, Token);
        await WaitUntilAsync(status => status is { State: BackfillState.Running, Chunks.Running: > 0 });
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        Assert.Empty(spans.Open);
        Assert.Equal("released", SpanCollector.Tag(spans.Named(SpanNames.Chunk)[^1], SpanTags.ClaimEnd));
        Assert.Equal("cancelled", SpanCollector.Tag(Assert.Single(spans.Named(SpanNames.Backfill)), SpanTags.Outcome));
    }

    [Fact]
    public async Task A_chunk_that_the_server_rejects_is_an_error_of_its_claim_and_of_all_around_it()
    {
        await Subject.FillAsync(1_000, Token);
        await Subject.PoisonAsync(501, Token);
        Subject.WriteBackfill();
        using var spans = new SpanCollector();

        await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync(Small with { Attempts = 1 }));

        var rejected = Assert.Single(spans.Named(SpanNames.Chunk), chunk => SpanCollector.Tag(chunk, SpanTags.ClaimEnd) is "rejected");
        var backfill = Assert.Single(spans.Named(SpanNames.Backfill));
        Assert.All([rejected, backfill, spans.Run], span => Assert.Equal(ActivityStatusCode.Error, span.Status));
        Assert.Equal("failed", SpanCollector.Tag(backfill, SpanTags.State));
    }

    [Fact]
    public async Task An_undoing_says_what_it_restored_and_what_it_left_alone()
    {
        await Subject.FillAsync(500, Token);
        Subject.WriteBackfill();
        await MigrateAsync();
        await Subject.SetBalanceAsync(7, 12.34m, Token);
        using var spans = new SpanCollector();

        await RollbackAsync();

        var backfill = Assert.Single(spans.Named(SpanNames.Backfill));
        Assert.Equal(("undo", "undone", 1L), (SpanCollector.Tag(backfill, SpanTags.Role), SpanCollector.Tag(backfill, SpanTags.State), Long(backfill, SpanTags.Conflicts)));
        Assert.Equal((await StatusAsync()).Restored, Long(backfill, SpanTags.Restored));
    }

    [Fact]
    public async Task Lanes_lent_to_another_run_are_told_in_the_trace_of_the_run_that_lends_them()
    {
        await Subject.FillAsync(4_000, Token);
        Subject.WriteBackfill();
        var driver = MigrateAsync(Slow);
        await WaitUntilAsync(status => status.Processed > 100);
        using var spans = new SpanCollector();

        await MigrateAsync(Slow);
        await driver;

        var backfill = Assert.Single(spans.Named(SpanNames.Backfill));
        Assert.Equal(("assist", spans.Run.SpanId), (SpanCollector.Tag(backfill, SpanTags.Role), backfill.ParentSpanId));
        Assert.True(spans.ChildrenOf(backfill).Sum(chunk => Long(chunk, SpanTags.Processed)) > 0, "It helped with nothing.");
        Assert.Equal(spans.Named(SpanNames.Chunk).Count, spans.ChildrenOf(backfill).Count);
    }

    private static long Long(Activity activity, string tag) =>
        Convert.ToInt64(SpanCollector.Tag(activity, tag), System.Globalization.CultureInfo.InvariantCulture);
}

public sealed class PostgresBackfillSpanTests(PostgresServer server) : BackfillSpanTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new PostgresSubject(await server.CreateDatabaseAsync(Token));
}

public sealed class DocumentBackfillSpanTests(PostgresServer server) : BackfillSpanTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new DocumentSubject(await server.CreateDocumentDatabaseAsync(Token));
}
