namespace Lms.Cli.Tests.Output;

/// <summary>A clock that goes only when it is told to.</summary>
internal sealed class ManualTime : TimeProvider
{
    private long ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => ticks;

    public void Advance(TimeSpan duration) => ticks += duration.Ticks;
}
