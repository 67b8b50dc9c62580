namespace Lms.Migrations.Failures;

/// <summary>Something that a file asks for failed, with where it stands and what the server said.</summary>
public abstract class StatementFailedException : MigrationException
{
    private protected StatementFailedException(string file, string message, Exception? innerException)
        : base(message, innerException) => File = file;

    /// <summary>The path of the file.</summary>
    public string File { get; }

    /// <summary>The statement to blame and what the server said of it; null when none is to blame.</summary>
    public StatementFault? Fault { get; init; }

    /// <inheritdoc cref="StatementFault.Line"/>
    public int? Line => Fault?.Line;

    /// <inheritdoc cref="StatementFault.SqlState"/>
    public string? SqlState => Fault?.SqlState;
}
