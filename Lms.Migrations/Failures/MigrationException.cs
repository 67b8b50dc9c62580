namespace Lms.Migrations.Failures;

/// <summary>A failure that the engine expects and can explain. Its message is one sentence fit for an operator.</summary>
public abstract class MigrationException : Exception
{
    private protected MigrationException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>What the operator can do about it; null when the message says it all.</summary>
    public string? WayOut { get; init; }
}
