namespace Lms.Migrations.Failures;

/// <summary>A backfill cannot run on the source that it names – no such column, a key that is not unique; nothing was changed.</summary>
public sealed class BackfillRefusedException(string message) : MigrationException(message);
