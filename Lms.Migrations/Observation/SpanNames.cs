namespace Lms.Migrations.Observation;

/// <summary>The activities of the engine, all of kind internal, from the outermost to the innermost.</summary>
public static class SpanNames
{
    /// <summary>A whole run, from reading the catalog to releasing the lease: the root of its trace, or a child of whatever the
    /// caller was doing.</summary>
    public const string Run = "lms.run";

    /// <summary>One migration of a run, applied or undone.</summary>
    public const string Step = "lms.step";

    /// <summary>What this process does for one backfill: drives it, undoes it, or lends it lanes.</summary>
    public const string Backfill = "lms.backfill";

    /// <summary>One claim of one chunk by one lane.</summary>
    public const string Chunk = "lms.chunk";
}
