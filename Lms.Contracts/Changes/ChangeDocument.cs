namespace Lms.Contracts.Changes;

/// <summary>Something changed; what it is like now, whoever is told asks for.</summary>
/// <param name="What">One of <see cref="ChangeKinds"/>. One that is not known there is told by a newer worker, and best taken for <c>all</c>.</param>
/// <param name="Run">Which run; null unless it is about one. A run that <c>lms</c> carries out by itself is unknown to the workers, and yet
/// told of when somebody steers its backfill over them.</param>
public sealed record ChangeDocument(string What, Guid? Run);

/// <summary>What can have changed.</summary>
public static class ChangeKinds
{
    /// <summary>Anything: the first message of every connection, and whenever something may have been missed.</summary>
    public const string All = "all";

    /// <summary>A run: something happened in it, its state changed, or its backfill was steered.</summary>
    public const string Run = "run";

    /// <summary>The windows: one of them, or a freeze, was added or removed.</summary>
    public const string Windows = "windows";
}
