namespace Lms.Cli.Tests;

/// <summary>A clock that goes only when it is told to, and with it whatever waits by it.</summary>
internal sealed class ManualTime : TimeProvider
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private readonly Lock gate = new();
    private readonly List<ManualTimer> timers = [];
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public TimeSpan Elapsed => TimeSpan.FromTicks(Interlocked.Read(ref ticks));

    public override long GetTimestamp() => Elapsed.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + Elapsed;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period != Timeout.InfiniteTimeSpan)
            throw new NotSupportedException("Nothing under test rings twice.");

        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (gate)
            timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan duration)
    {
        Interlocked.Add(ref ticks, duration.Ticks);
        List<ManualTimer> due;
        lock (gate)
            due = timers.FindAll(timer => timer.DueAt <= ticks);
        due.ForEach(timer => timer.Ring());
    }

    /// <summary>Lets it go on, second by second and with time to act in between, until something has ended.</summary>
    public async Task AdvanceUntilAsync(Task ended, CancellationToken cancellationToken)
    {
        while (!ended.IsCompleted)
        {
            Advance(Step);
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }
    }

    private sealed class ManualTimer(ManualTime time, Action ring) : ITimer
    {
        private long dueAt = long.MaxValue;

        public long DueAt => Interlocked.Read(ref dueAt);

        public void Ring()
        {
            if (Interlocked.Exchange(ref dueAt, long.MaxValue) != long.MaxValue)
                ring();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Exchange(ref dueAt, dueTime == Timeout.InfiniteTimeSpan ? long.MaxValue : time.GetTimestamp() + dueTime.Ticks);
            return true;
        }

        public void Dispose()
        {
            lock (time.gate)
                time.timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
