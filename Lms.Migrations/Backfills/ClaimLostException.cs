namespace Lms.Migrations.Backfills;

/// <summary>A lane's claim is void; nothing of its batch was committed.</summary>
#pragma warning disable CA1032, CA1064 // Never without a message, and never seen outside the engine.
internal sealed class ClaimLostException(string message) : Exception(message);
#pragma warning restore CA1032, CA1064
