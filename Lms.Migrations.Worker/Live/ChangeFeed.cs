using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Lms.Contracts.Changes;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Windows;

namespace Lms.Migrations.Worker.Live;

/// <summary>Tells whoever shows many things which of them changed.</summary>
internal sealed class ChangeFeed : IDisposable
{
    // Things change in bursts: a step that ends tells of its end, of the next one, of its first statement.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentDictionary<PendingChanges, bool> watchers = new();
    private readonly PlatformSignals signals;
    private readonly WindowBook windows;
    private readonly TimeProvider time;

    public ChangeFeed(PlatformSignals signals, WindowBook windows, TimeProvider time)
    {
        this.signals = signals;
        this.windows = windows;
        this.time = time;
        signals.RunTold += TellOfRun;
        // Not by the signal, which is heard before they are read: whoever is told asks at once.
        windows.Changed += TellOfWindows;
    }

    /// <summary>What changes from now on, and first of all that anything may have changed before.</summary>
    public async IAsyncEnumerable<ChangeDocument> WatchAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pending = new PendingChanges(time);
        pending.AddRun(run: null);
        watchers[pending] = true;
        try
        {
            while (true)
            {
                foreach (var change in pending.Take())
                    yield return change;

                await pending.WaitAsync(cancellationToken);
                await Task.Delay(Gathering, time, cancellationToken);
            }
        }
        finally
        {
            watchers.TryRemove(pending, out _);
        }
    }

    public void Dispose()
    {
        signals.RunTold -= TellOfRun;
        windows.Changed -= TellOfWindows;
    }

    private void TellOfRun(object? sender, RunSignal signal)
    {
        foreach (var pending in watchers.Keys)
            pending.AddRun(signal.Run);
    }

    private void TellOfWindows(object? sender, EventArgs signal)
    {
        foreach (var pending in watchers.Keys)
            pending.AddWindows();
    }
}
