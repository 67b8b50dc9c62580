namespace Lms.Cli.Databases;

/// <summary>On which terms a change is asked for.</summary>
internal sealed record RunTerms
{
    /// <summary>What <see cref="When"/> is for the next opening of a window.</summary>
    public const string NextWindow = "window";

    /// <summary>As everything is configured, and at once.</summary>
    public static RunTerms Usual { get; } = new();

    /// <summary>The plan that the asker has seen, by the first 12–64 hex digits of its hash; null for whatever is current.</summary>
    public string? PlanHash { get; init; }

    /// <summary><c>window</c>, or an ISO 8601 time before which it must not begin; null for now.</summary>
    public string? When { get; init; }

    /// <summary>Begin although no window is open, or none is known. Needs a reason.</summary>
    public bool OverrideWindow { get; init; }

    /// <summary>Give up at once when another run is changing the database.</summary>
    public bool NoWait { get; init; }

    /// <summary>Ask, and leave the run alone.</summary>
    public bool Detach { get; init; }

    /// <summary>How gently backfills run.</summary>
    public Pace Pace { get; init; } = Pace.AsConfigured;
}
