using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Testing;

namespace Lms.Migrations.Tests.History;

/// <summary>The contract of questions to the history: both engines give the same answers.</summary>
public abstract class HistoryQueryTests : HistoryTest
{
    [Fact]
    public async Task Where_the_engine_never_ran_nothing_happened()
    {
        var page = await AskAsync(new HistoryQuery { Actor = "ada", Text = "x" });

        Assert.Empty(page.Events);
        Assert.Null(page.Next);
    }

    [Fact]
    public async Task Pages_lead_from_the_newest_event_to_the_oldest_without_a_gap()
    {
        await HappenedAsync(120);

        var first = await AskAsync(new HistoryQuery());
        var second = await AskAsync(new HistoryQuery { Before = first.Next });
        var third = await AskAsync(new HistoryQuery { Before = second.Next });

        Assert.Equal(Down(120, 71), first.Events.Select(happened => happened.Id));
        Assert.Equal(Down(70, 21), second.Events.Select(happened => happened.Id));
        Assert.Equal(Down(20, 1), third.Events.Select(happened => happened.Id));
        Assert.Null(third.Next);
    }

    [Fact]
    public async Task An_event_comes_back_as_it_was_recorded()
    {
        var told = Event(1) with
        {
            Kind = HistoryEventKind.Backfill, Outcome = HistoryOutcome.Failed, Version = MigrationVersion.Parse("0020260131093000"), Reason = "“déjà vu”\n\ttwice",
            Error = "x.sql:3: \"no\" (SQLSTATE 42703)", Detail = "backfill 1: running → failed",
        };
        await HappenedAsync(told, Event(2) with { Version = null, Name = null, Checksum = null, DurationMs = null, Epoch = null });

        var events = (await AskAsync(new HistoryQuery())).Events;

        Assert.Equal([Event(2) with { Version = null, Name = null, Checksum = null, DurationMs = null, Epoch = null }, told], events);
        Assert.Equal("0020260131093000", events[1].Version.ToString());
    }

    [Fact]
    public async Task A_page_that_ends_with_the_oldest_event_has_no_next()
    {
        await HappenedAsync(3);

        Assert.Null((await AskAsync(new HistoryQuery { Limit = 3 })).Next);
        Assert.Equal(2, (await AskAsync(new HistoryQuery { Limit = 2 })).Next);
        Assert.Empty(await FindAsync(new HistoryQuery { Before = 1 }));
    }

    [Fact]
    public async Task A_page_may_hold_a_thousand_events()
    {
        await HappenedAsync(1_002);

        var page = await AskAsync(new HistoryQuery { Limit = 1_000 });

        Assert.Equal(Down(1_002, 3), page.Events.Select(happened => happened.Id));
        Assert.Equal(3, page.Next);
    }

    [Fact]
    public async Task Events_are_found_by_kind_each_kind_counting_once()
    {
        await HappenedAsync(
            Event(1) with { Kind = HistoryEventKind.Seeded }, Event(2), Event(3) with { Kind = HistoryEventKind.RolledBack },
            Event(4) with { Kind = HistoryEventKind.Seeded }, Event(5));

        Assert.Equal([4, 1], await FindAsync(new HistoryQuery { Kinds = [HistoryEventKind.Seeded] }));
        Assert.Equal([4, 3, 1], await FindAsync(new HistoryQuery { Kinds = [HistoryEventKind.RolledBack, HistoryEventKind.Seeded, HistoryEventKind.Marked] }));
        Assert.Equal([5, 2], await FindAsync(new HistoryQuery { Kinds = [HistoryEventKind.Migrated, HistoryEventKind.Migrated] }));
        var first = await AskAsync(new HistoryQuery { Kinds = [HistoryEventKind.RolledBack, HistoryEventKind.Seeded], Limit = 2 });
        Assert.Equal([4, 3], first.Events.Select(happened => happened.Id));
        Assert.Equal([1], await FindAsync(new HistoryQuery { Kinds = [HistoryEventKind.RolledBack, HistoryEventKind.Seeded], Before = first.Next }));
    }

    [Fact]
    public async Task Events_are_found_by_how_they_ended()
    {
        await HappenedAsync(Event(1) with { Outcome = HistoryOutcome.Failed }, Event(2), Event(3) with { Outcome = HistoryOutcome.Cancelled });

        Assert.Equal([1], await FindAsync(new HistoryQuery { Outcome = HistoryOutcome.Failed }));
        Assert.Equal([2], await FindAsync(new HistoryQuery { Outcome = HistoryOutcome.Succeeded }));
        Assert.Equal([3], await FindAsync(new HistoryQuery { Outcome = HistoryOutcome.Cancelled }));
    }

    [Fact]
    public async Task An_actor_is_meant_letter_for_letter()
    {
        await HappenedAsync(
            Event(1) with { Actor = "ada" }, Event(2) with { Actor = "Ada" }, Event(3) with { Actor = "ada2" }, Event(4) with { Actor = "$ada" },
            Event(5) with { Actor = "o'neil \"\\" });

        Assert.Equal([1], await FindAsync(new HistoryQuery { Actor = "ada" }));
        Assert.Equal([4], await FindAsync(new HistoryQuery { Actor = "$ada" }));
        Assert.Equal([5], await FindAsync(new HistoryQuery { Actor = "o'neil \"\\" }));
        Assert.Empty(await FindAsync(new HistoryQuery { Actor = "a%" }));
    }

    [Theory]
    [InlineData("7", 1, 2)]
    [InlineData("007", 1, 2)]
    [InlineData("70", 3)]
    [InlineData("0", 4)]
    [InlineData("20260131093000", 5)]
    [InlineData("8")]
    public async Task A_version_is_a_number(string version, params int[] expected)
    {
        await HappenedAsync([.. ((string?[])["7", "007", "70", "000", "20260131093000", null])
            .Select(each => Event(1) with { Version = each is null ? null : MigrationVersion.Parse(each) })]);

        Assert.Equal(expected.Reverse().Select(id => (long)id), await FindAsync(new HistoryQuery { Version = MigrationVersion.Parse(version) }));
    }

    [Fact]
    public async Task A_version_of_more_digits_than_a_number_has_is_found_too()
    {
        var version = MigrationVersion.Parse(new string('9', 255));
        await HappenedAsync(Event(1), Event(2) with { Version = version });

        Assert.Equal([2], await FindAsync(new HistoryQuery { Version = version }));
    }

    [Fact]
    public async Task Events_are_found_by_the_run_that_they_were_part_of()
    {
        var other = Guid.Parse("ABCDEF01-0000-7000-8000-00000000000F");
        await HappenedAsync(Event(1), Event(2) with { RunId = other }, Event(3));

        Assert.Equal([3, 1], await FindAsync(new HistoryQuery { RunId = Run }));
        Assert.Equal([2], await FindAsync(new HistoryQuery { RunId = other }));
    }

    [Fact]
    public async Task The_first_moment_of_a_stretch_of_time_belongs_to_it_and_the_last_does_not()
    {
        await HappenedAsync(5);

        Assert.Equal([3, 2], await FindAsync(new HistoryQuery { From = At(2), To = At(4) }));
        Assert.Equal([5, 4], await FindAsync(new HistoryQuery { From = At(4) }));
        Assert.Equal([1], await FindAsync(new HistoryQuery { To = At(2).ToOffset(TimeSpan.FromHours(5)) }));
        Assert.Equal([5, 4, 3, 2, 1], await FindAsync(new HistoryQuery { From = DateTimeOffset.MinValue, To = DateTimeOffset.MaxValue }));
    }

    [Fact]
    public async Task A_bound_between_two_moments_that_a_server_can_tell_apart_parts_them()
    {
        await HappenedAsync(3);

        Assert.Equal([3], await FindAsync(new HistoryQuery { From = At(2).AddTicks(1) }));
        Assert.Equal([2, 1], await FindAsync(new HistoryQuery { To = At(2).AddTicks(1) }));
    }

    [Theory]
    [InlineData("users", 1)]
    [InlineData("USERS", 1)]
    [InlineData("Überfällig", 2)]
    [InlineData("ÜBERFÄLLIG", 2)]
    [InlineData("überfällig", 2)]
    [InlineData("жду", 2)]
    [InlineData("50 %", 2)]
    [InlineData("%", 2)]
    [InlineData("50 _ mehr")]
    [InlineData("42703", 3)]
    [InlineData(".*")]
    [InlineData("x.sql", 3)]
    [InlineData("xxsql")]
    [InlineData("(\"a\\b\")", 3)]
    [InlineData("[a]")]
    [InlineData("^create")]
    [InlineData("***=users")]
    [InlineData("(?i)users")]
    [InlineData("running → PAUSED", 4)]
    [InlineData("it's {odd} $now #1 +-*/", 4)]
    [InlineData("two\nlines", 4)]
    [InlineData("build-7")]
    [InlineData("ada")]
    [InlineData("userslater")]
    public async Task A_text_is_looked_for_as_it_stands_but_for_case_in_name_reason_error_and_detail(string text, params int[] expected)
    {
        await HappenedAsync(
            Event(1) with { Name = "create-Users", Reason = "later" },
            Event(2) with { Name = null, Reason = "Überfällig: ЖДУ 50 % mehr" },
            Event(3) with { Name = "seven", Error = "x.sql:3: (\"a\\b\") (SQLSTATE 42703)" },
            Event(4) with { Name = "eight", Detail = "running → paused; it's {odd} $NOW #1 +-*/ two\nlines" });

        Assert.Equal(expected.Select(id => (long)id), await FindAsync(new HistoryQuery { Text = text }));
    }

    [Fact]
    public async Task An_event_must_fit_everything_that_is_asked_for()
    {
        var wanted = Event(1) with { Kind = HistoryEventKind.RolledBack, Outcome = HistoryOutcome.Failed, Reason = "wrong type" };
        var query = new HistoryQuery
        {
            Before = 9, Kinds = [HistoryEventKind.RolledBack, HistoryEventKind.Migrated], Outcome = HistoryOutcome.Failed, Actor = "ada",
            Version = MigrationVersion.Parse("1"), RunId = Run, From = At(1), To = At(9), Text = "TYPE",
        };
        await HappenedAsync(
            wanted with { Kind = HistoryEventKind.Started }, wanted with { Outcome = HistoryOutcome.Cancelled }, wanted with { Actor = "bob" },
            wanted, wanted with { Version = MigrationVersion.Parse("2") }, wanted with { RunId = Guid.Empty }, wanted with { Reason = "wrong" },
            wanted, wanted);

        Assert.Equal([8, 4], await FindAsync(query));
        var page = await AskAsync(query with { Limit = 1 });
        Assert.Equal((8, 8), (page.Events.Single().Id, page.Next));
        Assert.Equal([4], await FindAsync(query with { Before = page.Next }));
        Assert.Equal([4], await FindAsync(query with { To = At(8) }));
        Assert.Equal([8], await FindAsync(query with { From = At(5) }));
    }

    [Fact]
    public async Task What_real_runs_record_is_found_by_run_actor_and_reason()
    {
        Write("007");
        var up = await new MigrationRunner(Subject.Target, context: new RunContext("ada", "Release 12")).RunPendingMigrationsAsync(Token);
        var down = await new MigrationRunner(Subject.Target, context: new RunContext("bob")).RollbackLastMigrationAsync(Token);

        Assert.Equal([down.RunId], (await AskAsync(new HistoryQuery { Kinds = [HistoryEventKind.RolledBack] })).Events.Select(happened => happened.RunId));
        Assert.All((await AskAsync(new HistoryQuery { RunId = up.RunId })).Events, happened => Assert.Equal("ada", happened.Actor));
        Assert.Equal(up.RunId, (await AskAsync(new HistoryQuery { Text = "release", Limit = 1 })).Events[0].RunId);
        Assert.Equal(
            ["bob", "ada"], (await AskAsync(new HistoryQuery { Version = MigrationVersion.Parse("7") })).Events.Select(happened => happened.Actor).Distinct());
        Assert.Empty(await FindAsync(new HistoryQuery { To = DateTimeOffset.UtcNow.AddDays(-1) }));
    }

    public static TheoryData<HistoryQuery, string> Wrong => new()
    {
        { new HistoryQuery { Limit = 0 }, "Limit is 0; it must be from 1 to 1000." },
        { new HistoryQuery { Limit = 1_001 }, "Limit is 1001; it must be from 1 to 1000." },
        { new HistoryQuery { Before = 0 }, "Before is 0; it must be the number of an event, from 1." },
        {
            new HistoryQuery { From = At(1), To = At(1) },
            "From is 2026-11-23T04:01:00.0000000+00:00 and To 2026-11-23T04:01:00.0000000+00:00; From must be the earlier one."
        },
        {
            new HistoryQuery { Kinds = [HistoryEventKind.Seeded, (HistoryEventKind)99] },
            "Kinds has 99; known are migrated, rolledBack, started, interrupted, baselined, marked, repaired, leaseTakenOver, seeded, backfill, hook, approved, windowOverridden."
        },
        { new HistoryQuery { Outcome = (HistoryOutcome)7 }, "Outcome has 7; known are succeeded, failed, cancelled." },
        { new HistoryQuery { Version = MigrationVersion.Parse(new string('9', 256)) }, "Version has 256 digits; it must have from 1 to 255." },
        { new HistoryQuery { Text = "" }, "Text has 0 characters; it must have from 1 to 200." },
        { new HistoryQuery { Text = new string('x', 201) }, "Text has 201 characters; it must have from 1 to 200." },
        { new HistoryQuery { Text = "a\0" }, "Text has the character U+0000; it must be of characters that a text can hold." },
        { new HistoryQuery { Actor = "\0" }, "Actor has the character U+0000; it must be of characters that a text can hold." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_value_out_of_its_range_is_refused_by_name_and_range(HistoryQuery query, string message)
    {
        var refused = await Assert.ThrowsAsync<RequestException>(() => AskAsync(query));

        Assert.Equal(message, refused.Message);
    }

    /// <summary>Writes a migration that can be undone.</summary>
    private protected abstract void Write(string version);

    private static IEnumerable<long> Down(int from, int to) => Enumerable.Range(to, from - to + 1).Reverse().Select(id => (long)id);
}

public sealed class PostgresHistoryQueryTests(PostgresServer server) : HistoryQueryTests
{
    protected override async Task<HistorySubject> CreateSubjectAsync() => new PostgresHistorySubject(await server.CreateDatabaseAsync(Token));

    private protected override void Write(string version) => Subject.Catalog.WithTable(version, "things");
}

public sealed class DocumentHistoryQueryTests(PostgresServer server) : HistoryQueryTests
{
    protected override async Task<HistorySubject> CreateSubjectAsync() => new DocumentHistorySubject(await server.CreateDocumentDatabaseAsync(Token));

    private protected override void Write(string version) => Subject.Catalog.With($"{version}-create-things.json", """
        { "up": [{ "create": "things" }], "down": [{ "drop": "things" }] }
        """);
}
