namespace Lms.Migrations.History;

/// <summary>Some events of a history, newest first.</summary>
/// <param name="Events">As many as were asked for, or as there are.</param>
/// <param name="Next">What to put into <see cref="HistoryQuery.Before"/> for the page behind this one; null when this is the last.</param>
public sealed record HistoryPage(IReadOnlyList<HistoryEvent> Events, long? Next)
{
    /// <summary>A page of events that were read with one more than it holds, which tells whether another page follows.</summary>
    internal static HistoryPage Of(List<HistoryEvent> read, int limit) =>
        read.Count > limit ? new HistoryPage(read[..limit], read[limit - 1].Id) : new HistoryPage(read, null);
}
