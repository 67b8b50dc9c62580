namespace Lms.Contracts.History;

/// <summary>What was done to a database, newest first.</summary>
/// <param name="Name">The database.</param>
/// <param name="Engine"><c>postgresql</c> or <c>mongodb</c>.</param>
/// <param name="Events">Newest first.</param>
/// <param name="Next">What to ask for as <c>before</c> to get the next page; null on the last one.</param>
public sealed record HistoryDocument(string Name, string Engine, IReadOnlyList<EventDocument> Events, long? Next);

/// <summary>One line of the append-only history.</summary>
/// <param name="Id">Rising; the order in which events were recorded.</param>
/// <param name="At">By the database server's clock.</param>
/// <param name="Kind"><c>migrated</c>, <c>rolledBack</c>, <c>started</c>, <c>interrupted</c>, <c>baselined</c>, <c>marked</c>,
/// <c>repaired</c>, <c>leaseTakenOver</c>, <c>seeded</c>, <c>backfill</c>, <c>hook</c>, <c>approved</c>, <c>windowOverridden</c>.</param>
/// <param name="Outcome"><c>succeeded</c>, <c>failed</c>, <c>cancelled</c>.</param>
/// <param name="Version">The migration concerned; null for events about none.</param>
/// <param name="Name">Its name, or that of the seeder or hook.</param>
/// <param name="Checksum">Of the statements concerned.</param>
/// <param name="DurationMs">How long it took.</param>
/// <param name="RunId">Shared by the events of one run.</param>
/// <param name="Epoch">The lease under which it was done.</param>
/// <param name="Actor">Who asked.</param>
/// <param name="Reason">Why, in their words.</param>
/// <param name="Host">The machine that did it.</param>
/// <param name="ToolVersion">The engine's version.</param>
/// <param name="Error">Why it failed.</param>
/// <param name="Detail">What else is worth remembering, in words.</param>
public sealed record EventDocument(
    long Id, DateTimeOffset At, string Kind, string Outcome, string? Version, string? Name, string? Checksum, long? DurationMs,
    Guid RunId, long? Epoch, string Actor, string? Reason, string Host, string ToolVersion, string? Error, string? Detail);
