using Lms.Contracts.Changes;
using Lms.Migrations.Worker.Live;

namespace Lms.Migrations.Worker.Tests.Live;

/// <summary>What gathers for a watcher who does not read.</summary>
public sealed class PendingChangesTests
{
    private readonly PendingChanges pending = new(TimeProvider.System);

    [Fact]
    public void However_often_something_changes_it_is_told_once()
    {
        var run = Guid.NewGuid();
        for (var time = 0; time < 1_000; time++)
        {
            pending.AddRun(run);
            pending.AddWindows();
        }

        Assert.Equal([new ChangeDocument(ChangeKinds.Windows, null), new ChangeDocument(ChangeKinds.Run, run)], pending.Take());
        Assert.Empty(pending.Take());
    }

    [Fact]
    public void Everything_stands_for_whatever_else_changed()
    {
        pending.AddWindows();
        pending.AddRun(Guid.NewGuid());
        pending.AddRun(run: null);
        pending.AddRun(Guid.NewGuid());

        Assert.Equal([new ChangeDocument(ChangeKinds.All, null)], pending.Take());
        Assert.Empty(pending.Take());
    }

    [Fact]
    public void More_runs_than_anybody_looks_at_one_by_one_are_told_as_everything()
    {
        for (var number = 0; number < 10_000; number++)
            pending.AddRun(Guid.NewGuid());

        Assert.Equal([new ChangeDocument(ChangeKinds.All, null)], pending.Take());
        var next = Guid.NewGuid();
        pending.AddRun(next);
        Assert.Equal([new ChangeDocument(ChangeKinds.Run, next)], pending.Take());
    }
}
