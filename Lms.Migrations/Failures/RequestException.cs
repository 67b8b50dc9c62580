namespace Lms.Migrations.Failures;

/// <summary>The request itself is wrong – a version that does not exist, a setting out of range; nothing was touched.</summary>
public sealed class RequestException(string message) : MigrationException(message);
