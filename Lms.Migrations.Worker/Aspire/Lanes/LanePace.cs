namespace Lms.Migrations.Worker.Lanes;

/// <summary>How long lane jobs take, and when they are given up.</summary>
internal sealed record LanePace
{
    /// <summary>How long a job works before its successor is enqueued: long against what a job costs, short against the patience of whoever looks at
    /// Hangfire's dashboard to see that something is done.</summary>
    public TimeSpan Turn { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a job looks whether its run is still under way, where no signal tells it.</summary>
    public TimeSpan Look { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a server may be silent about a job before another gets it. Whole seconds; a fifth of it lies between two signs of life.</summary>
    public TimeSpan Invisibility { get; init; } = TimeSpan.FromSeconds(15);
}
