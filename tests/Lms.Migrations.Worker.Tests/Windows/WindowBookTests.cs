using Lms.Contracts.Windows;
using Lms.Migrations.Worker.Windows;

namespace Lms.Migrations.Worker.Tests.Windows;

/// <summary>What a worker knows of the windows.</summary>
public sealed class WindowBookTests
{
    [Fact]
    public void Whoever_looked_earlier_does_not_undo_what_was_read_later_and_only_what_is_new_is_told()
    {
        var book = new WindowBook(TimeProvider.System);
        var told = 0;
        book.Changed += (_, _) => told++;

        book.Read(Snapshot(), askedAt: 1);
        Assert.Equal(0, told);
        book.Read(Snapshot(1), askedAt: 3);
        book.Read(Snapshot(), askedAt: 2);
        book.Read(Snapshot(1), askedAt: 4);
        Assert.Equal((1, 1), (told, book.Snapshot.Freezes.Count));
        book.Read(Snapshot(2), askedAt: 5);
        Assert.Equal(2, told);
    }

    private static WindowSnapshot Snapshot(params long[] freezes) => new(
        DateTimeOffset.UnixEpoch, [], [.. freezes.Select(id => new FreezeDocument(id, "2026-12-20T00:00Z/..", [], "ada", DateTimeOffset.UnixEpoch, "because"))]);
}
