namespace Lms.Migrations.Documents.Backfills;

/// <summary>A batch would do what could not be accounted for or undone; nothing of it was committed.</summary>
#pragma warning disable CA1032, CA1064 // Never without a message, and never seen outside the engine.
internal sealed class BatchRejectedException(string message) : Exception(message);
#pragma warning restore CA1032, CA1064
