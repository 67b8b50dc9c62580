using Lms.Contracts.Runs;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Databases;

/// <summary>How gently backfills run this time; what is null stays as it is configured. Ranges are the engine's.</summary>
/// <param name="Lanes">Lanes that work at the same time.</param>
/// <param name="BatchTarget">How long one batch should take.</param>
/// <param name="PauseRatio">Pause after each batch, in batches.</param>
internal sealed record Pace(int? Lanes, TimeSpan? BatchTarget, double? PauseRatio)
{
    public static Pace AsConfigured { get; } = new(null, null, null);

    public BackfillSettings Apply(BackfillSettings configured) => configured with
    {
        Lanes = Lanes ?? configured.Lanes,
        BatchTarget = BatchTarget ?? configured.BatchTarget,
        PauseRatio = PauseRatio ?? configured.PauseRatio,
    };

    /// <summary>Null when nothing was said.</summary>
    public PaceDocument? ToDocument() =>
        this == AsConfigured ? null : new PaceDocument(Lanes, (long?)BatchTarget?.TotalMilliseconds, PauseRatio);
}
