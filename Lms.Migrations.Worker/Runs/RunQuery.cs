namespace Lms.Migrations.Worker.Runs;

/// <summary>Which runs to list, newest first.</summary>
internal sealed record RunQuery
{
    /// <summary>1–200.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Of this database only; null for all.</summary>
    public string? Database { get; init; }

    /// <summary>In one of these states; empty for all.</summary>
    public IReadOnlyList<RunState> States { get; init; } = [];

    /// <summary>Asked for by this actor; null for all.</summary>
    public string? Actor { get; init; }

    /// <summary>Those after this one on the way back in time; null from the newest.</summary>
    public RunCursor? Before { get; init; }
}

/// <summary>A place in the list of runs.</summary>
internal sealed record RunCursor(DateTimeOffset AskedAt, Guid Id)
{
    private const char Separator = '_';

    public static RunCursor? Parse(string text)
    {
        var parts = text.Split(Separator);
        return parts.Length == 2 && long.TryParse(parts[0], out var ticks) && Guid.TryParseExact(parts[1], "N", out var id)
            && ticks >= 0 && ticks <= DateTimeOffset.MaxValue.UtcTicks
            ? new RunCursor(new DateTimeOffset(ticks, TimeSpan.Zero), id)
            : null;
    }

    public override string ToString() => $"{AskedAt.UtcTicks}{Separator}{Id:N}";
}

/// <summary>A page of runs; <paramref name="Next"/> is where the next one begins, null on the last.</summary>
internal sealed record RunPage(IReadOnlyList<Run> Runs, RunCursor? Next);
