using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;
using Lms.Migrations.Worker.Coordination;
using Lms.Migrations.Worker.Runs;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Lms.Migrations.Worker.Tests.Cluster;

/// <summary>Why not is told from silo to silo with everything that is known of it.</summary>
public sealed class CoordinatorFaultTests
{
    private static readonly Serializer Serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer>();

    [Fact]
    public void An_invalid_request_keeps_each_fault()
    {
        var sent = new InvalidRequestException(new Dictionary<string, string[]> { ["to"] = ["no version", "too long"], ["reason"] = ["missing"] });

        var received = Send(sent);

        Assert.Equal(sent.Message, received.Message);
        Assert.Equal(["no version", "too long"], received.Faults["to"]);
        Assert.Equal(["missing"], received.Faults["reason"]);
    }

    [Fact]
    public void A_refusal_keeps_every_reason_with_its_way_out()
    {
        var sent = new RefusedException([
            new Refusal(RefusalKind.Irreversible, MigrationVersion.Parse("007"), "It cannot be undone.", "Go back to 007 only."),
            new Refusal(RefusalKind.Window, null, "It is closed.", "Wait.") { NextOpening = new DateTimeOffset(2026, 12, 1, 1, 0, 0, TimeSpan.Zero) }]);

        Assert.Equal(sent.Refusals, Send(sent).Refusals);
    }

    [Fact]
    public void Runs_that_are_missing_or_in_another_state_are_told_as_such()
    {
        var run = Guid.NewGuid();

        Assert.Equal(run, Send(new RunNotFoundException(run)).Run);
        var state = Send(new RunStateException("It is over.", "Look at it."));
        Assert.Equal(("It is over.", "Look at it."), (state.Message, state.WayOut));
    }

    [Fact]
    public void A_database_that_is_away_and_a_catalog_that_is_faulty_are_told_as_such()
    {
        var away = Send(new DatabaseUnavailableException(UnavailableCause.DatabaseMissing, "There is none.") { WayOut = "Create it." });
        Assert.Equal((UnavailableCause.DatabaseMissing, "There is none.", "Create it."), (away.Cause, away.Message, away.WayOut));

        var catalog = new CatalogException([new CatalogFault("001.sql", 3, "no down"), new CatalogFault("002.json", 1, "no brace", 7)]);
        Assert.Equal(catalog.Faults, Send(catalog).Faults);
        Assert.Equal("There is no version 9.", Send(new RequestException("There is no version 9.")).Message);
    }

    [Fact]
    public void What_only_the_worker_there_could_have_met_is_not_thrown_here() =>
        Assert.Null(CoordinatorFault.Of(new InvalidOperationException("its own")).ToException());

    private static T Send<T>(T exception)
        where T : Exception
    {
        var bytes = Serializer.SerializeToArray(new CoordinatorReply(default, CoordinatorFault.Of(exception)));
        return Assert.IsType<T>(Serializer.Deserialize<CoordinatorReply>(bytes)!.Fault!.ToException());
    }
}
