namespace Lms.EmbeddedPostgres;

/// <summary>PostgreSQL cannot be provided; the message is for the person at the terminal: what failed and what to set.</summary>
public sealed class EmbeddedPostgresException : Exception
{
    /// <summary>An exception without a message of its own.</summary>
    public EmbeddedPostgresException()
    {
    }

    /// <summary>An exception whose message says what failed and what to set.</summary>
    public EmbeddedPostgresException(string message)
        : base(message)
    {
    }

    /// <summary>An exception whose message says what failed and what to set, with its cause.</summary>
    public EmbeddedPostgresException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
