namespace Lms.Migrations.Worker.Platform;

/// <summary>A pause that can be cut short. A ring while nobody waits is not lost: the next wait ends at once.</summary>
internal sealed class Alarm(TimeProvider time)
{
    private volatile TaskCompletionSource rung = NewBell();

    public void Ring() => rung.TrySetResult();

    /// <summary>The same, for those who signal.</summary>
    public void Ring(object? sender, EventArgs signal) => Ring();

    /// <summary>Waits for a ring, and no longer than <paramref name="longest"/>. One waiter at a time.</summary>
    public async Task WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var bell = rung;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(bell.Task, Task.Delay(longest, time, ended.Token));
        await ended.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        if (bell.Task.IsCompleted)
            rung = NewBell();
    }

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
