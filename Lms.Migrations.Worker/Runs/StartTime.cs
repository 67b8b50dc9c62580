using System.Globalization;

namespace Lms.Migrations.Worker.Runs;

/// <summary>When a run may begin.</summary>
internal abstract record StartTime
{
    private StartTime()
    {
    }

    /// <summary>At once, or not at all.</summary>
    public sealed record Now : StartTime;

    /// <summary>As soon as a window is open.</summary>
    public sealed record InWindow : StartTime;

    /// <summary>Not before a time.</summary>
    public sealed record At(DateTimeOffset Time) : StartTime;

    /// <summary>Null for a text that says nothing of the kind.</summary>
    public static StartTime? Parse(string? text) => text switch
    {
        null or "now" => new Now(),
        "window" => new InWindow(),
        // With its offset or Z: a time of nowhere in particular would be read as that of the worker's machine.
        _ when text.Length <= 40 && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 10)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) => new At(time.ToUniversalTime()),
        _ => null,
    };
}
