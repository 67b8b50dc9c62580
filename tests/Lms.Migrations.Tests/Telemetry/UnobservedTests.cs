using Lms.Migrations.History;
using Lms.Migrations.Observation;
using Lms.Migrations.Planning;

namespace Lms.Migrations.Tests.Telemetry;

/// <summary>Runs alone: other tests' listeners are everybody's.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class Unobserved;

[Collection<Unobserved>]
public sealed class UnobservedTests
{
    [Fact]
    public void When_nobody_listens_nothing_is_allocated()
    {
        Measure();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            Measure();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Measure()
    {
        Instruments.RunEnded("lms", Direction.Up, HistoryOutcome.Succeeded);
        Instruments.StepEnded("lms", Direction.Up, HistoryOutcome.Succeeded, TimeSpan.FromSeconds(1));
        Instruments.BatchCommitted("lms", "users", 1_000, 900, TimeSpan.FromMilliseconds(250));
        Instruments.BackfillMoves("lms", "users", 4_000);
        Instruments.ReplicaLags("lms", "users", TimeSpan.FromSeconds(1));
        Instruments.LanesHeldBack("lms", "users", "lag");
        Assert.Null(Lms.Migrations.Telemetry.Source.StartActivity(SpanNames.Chunk));
    }
}
