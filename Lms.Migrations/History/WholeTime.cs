namespace Lms.Migrations.History;

/// <summary>Bounds of time for a server that keeps only whole milliseconds or microseconds.</summary>
internal static class WholeTime
{
    /// <summary>The first time in that unit that is not before a bound: whatever the server keeps lies before both or before neither.</summary>
    public static DateTimeOffset NotBefore(DateTimeOffset bound, TimeSpan unit)
    {
        var beyond = bound.UtcTicks % unit.Ticks;
        return beyond == 0 || DateTimeOffset.MaxValue - bound < unit ? bound : bound.AddTicks(unit.Ticks - beyond);
    }
}
