namespace Lms.Migrations.Backfills;

/// <summary>How gently and how fast backfills run.</summary>
public sealed record BackfillSettings
{
    /// <summary>Keys in a chunk, which is what a lane claims. Range 100–1,000,000.</summary>
    public int ChunkSize { get; init; } = 50_000;

    /// <summary>Keys in the first batch; later ones follow <see cref="BatchTarget"/>. Range 1–100,000.</summary>
    public int BatchSize { get; init; } = 1_000;

    /// <summary>Time that one batch should take, and so the time for which it holds row locks. Range 10 ms – 5 s.</summary>
    /// <remarks>A quarter of a second: half of what a typical web request may take, so that waiters do not notice.</remarks>
    public TimeSpan BatchTarget { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest time for one batch; at that it is rolled back and halved. Range 1 s – 5 min.</summary>
    public TimeSpan BatchTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Lanes of this process, each on a connection of its own. Range 1–64.</summary>
    public int Lanes { get; init; } = 2;

    /// <summary>Attempts at a chunk that the server rejects, the first included. Range 1–20.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Replication lag above which lanes wait; zero never waits for it. Range 0 – 1 h.</summary>
    public TimeSpan LagLimit { get; init; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Pause after each batch in proportion to its duration: 1 leaves half of the time to others. Range 0–10.</summary>
    public double PauseRatio { get; init; }

    /// <summary>How long a lost server is tried again before the backfill is left as interrupted. Range 0 – 10 min.</summary>
    public TimeSpan ServerPatience { get; init; } = TimeSpan.FromSeconds(10);

    internal void Validate()
    {
        OptionRange.Check($"Backfill.{nameof(ChunkSize)}", ChunkSize, 100, 1_000_000);
        OptionRange.Check($"Backfill.{nameof(BatchSize)}", BatchSize, 1, 100_000);
        OptionRange.Check($"Backfill.{nameof(BatchTarget)}", BatchTarget, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(5));
        OptionRange.Check($"Backfill.{nameof(BatchTimeout)}", BatchTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        OptionRange.Check($"Backfill.{nameof(Lanes)}", Lanes, 1, 64);
        OptionRange.Check($"Backfill.{nameof(Attempts)}", Attempts, 1, 20);
        OptionRange.Check($"Backfill.{nameof(LagLimit)}", LagLimit, TimeSpan.Zero, TimeSpan.FromHours(1));
        OptionRange.Check($"Backfill.{nameof(PauseRatio)}", PauseRatio, 0, 10);
        OptionRange.Check($"Backfill.{nameof(ServerPatience)}", ServerPatience, TimeSpan.Zero, TimeSpan.FromMinutes(10));
    }
}
