using Lms.Cli.Databases;
using Lms.Cli.Databases.Remote;
using Lms.Contracts.Runs;
using Lms.Migrations;
using Lms.Migrations.Catalog;
using Lms.Migrations.History;

namespace Lms.Cli.Tests.Server;

/// <summary>What a worker is asked for.</summary>
public sealed class RunRequestsTests
{
    [Fact]
    public void Every_term_is_asked_for()
    {
        var terms = new RunTerms { When = RunTerms.NextWindow, OverrideWindow = true, Pace = new Pace(3, TimeSpan.FromMilliseconds(120), 0.5) };

        var request = new Change.Migrate(new MigrateRequest(MigrationVersion.Parse("004"), true)).ToRequest("main", terms, "release 12");

        Assert.Equal(("main", RunKinds.Migrate, "release 12"), (request.Database, request.Kind, request.Reason));
        Assert.Equal(("004", true), (request.To, request.OutOfOrder));
        Assert.Equal(("window", true), (request.When, request.OverrideWindow));
        Assert.Equal(new PaceDocument(3, 120, 0.5), request.Pace);
    }

    [Fact]
    public void What_was_not_said_is_left_to_the_worker()
    {
        var request = Ask(new Change.Migrate(new MigrateRequest()));

        Assert.Equal(new RunRequestDocument { RequestId = request.RequestId, Database = "main", Kind = RunKinds.Migrate }, request);
        Assert.NotEqual(request.RequestId, Ask(new Change.Migrate(new MigrateRequest())).RequestId);
    }

    [Fact]
    public void A_rollback_says_how_far()
    {
        Assert.Equal((2, null, false), Extent(new RollbackRequest.Last(2)));
        Assert.Equal((null, "001", false), Extent(new RollbackRequest.DownTo(MigrationVersion.Parse("001"))));
        Assert.Equal((null, null, true), Extent(new RollbackRequest.All()));
    }

    [Fact]
    public void Other_changes_say_what_of()
    {
        var seed = Ask(new Change.Seed(1.5m));
        var baseline = Ask(new Change.Baseline(MigrationVersion.Parse("002")));
        var mark = Ask(new Change.Mark(MigrationVersion.Parse("003"), MarkedState.Pending));

        Assert.Equal((RunKinds.Seed, 1.5m), (seed.Kind, seed.Scale));
        Assert.Equal((RunKinds.Baseline, "002"), (baseline.Kind, baseline.To));
        Assert.Equal((RunKinds.Mark, "003", "pending"), (mark.Kind, mark.Version, mark.As));
        Assert.Equal(RunKinds.Repair, Ask(new Change.Repair()).Kind);
    }

    private static RunRequestDocument Ask(Change change) => change.ToRequest("main", RunTerms.Usual, reason: null);

    private static (int?, string?, bool) Extent(RollbackRequest rollback)
    {
        var request = Ask(new Change.Rollback(rollback));
        return (request.Steps, request.To, request.All);
    }
}
