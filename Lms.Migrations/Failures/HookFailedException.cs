namespace Lms.Migrations.Failures;

/// <summary>A backup or another thing that the host does around a run failed.</summary>
public sealed class HookFailedException(string hook, string message, Exception? innerException = null)
    : MigrationException(message, innerException)
{
    /// <summary>Which.</summary>
    public string Hook { get; } = hook;
}
