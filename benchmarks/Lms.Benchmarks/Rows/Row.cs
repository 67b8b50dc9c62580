using Lms.Benchmarks.Tools;

namespace Lms.Benchmarks.Rows;

/// <summary>One thing that all tools are asked to do.</summary>
internal abstract class Row
{
    /// <summary>Names the row on the command line and in the JSON.</summary>
    public abstract string Key { get; }

    public abstract string Title { get; }

    /// <summary>Whether the tool can be asked at all; a row leaves out who has no such command.</summary>
    public virtual bool Includes(Tool tool) => true;

    /// <summary>What the tool needs once, before the first round.</summary>
    public abstract Task PrepareAsync(Tool tool, CancellationToken cancellationToken);

    /// <summary>One repetition; round 0 is the warm-up, whose sample nobody keeps.</summary>
    public abstract Task<Sample> SampleAsync(Tool tool, int round, CancellationToken cancellationToken);
}
