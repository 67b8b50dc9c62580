using Lms.Migrations.Catalog;
using Lms.Migrations.History;

namespace Lms.Migrations.Tests.History;

/// <summary>What every test of the history starts from, whichever the engine: an empty one.</summary>
public abstract class HistoryTest : IAsyncLifetime
{
    /// <summary>When event 0 would have happened; each event follows a minute after the one before.</summary>
    protected static readonly DateTimeOffset Beginning = new(2026, 11, 23, 4, 0, 0, TimeSpan.Zero);

    protected static readonly Guid Run = Guid.Parse("018f4e6a-0000-7000-8000-000000000001");

    private HistorySubject? subject;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected HistorySubject Subject => subject ?? throw new InvalidOperationException("Not initialized.");

    /// <summary>A database in which the engine never ran.</summary>
    protected abstract Task<HistorySubject> CreateSubjectAsync();

    public async ValueTask InitializeAsync() => subject = await CreateSubjectAsync();

    public async ValueTask DisposeAsync()
    {
        if (subject is not null)
            await subject.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>An event like any other.</summary>
    protected static HistoryEvent Event(long id) => new(
        id, At(id), HistoryEventKind.Migrated, HistoryOutcome.Succeeded, MigrationVersion.Parse("001"), "create-users", new string('a', 64),
        DurationMs: 12, Run, Epoch: 3, Actor: "ada", Reason: null, Host: "build-7", ToolVersion: "0.1.0", Error: null, Detail: null);

    protected static DateTimeOffset At(double minutes) => Beginning.AddMinutes(minutes);

    /// <summary>The history is these events, numbered from 1 in this order.</summary>
    protected async Task HappenedAsync(params HistoryEvent[] events)
    {
        await Subject.PrepareAsync(Token);
        await Subject.AppendAsync(events.Select((happened, index) => happened with { Id = index + 1, At = At(index + 1) }), Token);
    }

    protected Task HappenedAsync(int count) => HappenedAsync([.. Enumerable.Range(1, count).Select(id => Event(id))]);

    protected Task<HistoryPage> AskAsync(HistoryQuery query) => new MigrationRunner(Subject.Target).GetHistoryAsync(query, Token);

    /// <summary>The numbers of the events on a page.</summary>
    protected async Task<IReadOnlyList<long>> FindAsync(HistoryQuery query) => [.. (await AskAsync(query)).Events.Select(happened => happened.Id)];
}
