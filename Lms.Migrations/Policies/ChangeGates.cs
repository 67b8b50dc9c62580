using Lms.Migrations.Failures;

namespace Lms.Migrations.Policies;

/// <summary>What the engine does with a gate.</summary>
internal static class ChangeGates
{
    /// <summary>Refuses to begin anything more while no change may begin. Without a gate, nothing is known that would forbid it.</summary>
    /// <exception cref="WindowClosedException">The window has closed, or a freeze has begun.</exception>
    public static void ThrowIfClosed(this IChangeGate? gate)
    {
        if (gate?.Look() is { IsOpen: false } closed)
        {
            throw new WindowClosedException($"Its window has closed: {closed.Reason}.", closed.NextOpening)
            {
                WayOut = "What is done stays. Run the rest at the next opening: it goes on where it stopped.",
            };
        }
    }
}
