namespace Lms.Migrations.Failures;

/// <summary>The run stopped in the middle because its window closed. What is done stays; the rest goes on at the next opening.</summary>
/// <param name="message">What closed, and when it opens again.</param>
/// <param name="nextOpening">When it opens again; null when that is not known.</param>
public sealed class WindowClosedException(string message, DateTimeOffset? nextOpening) : MigrationException(message)
{
    /// <summary>When it opens again; null when that is not known.</summary>
    public DateTimeOffset? NextOpening { get; } = nextOpening;
}
