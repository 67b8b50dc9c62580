namespace Lms.EmbeddedPostgres;

/// <summary>Where the server came from.</summary>
/// <param name="Kind">Which of the five ways it was.</param>
/// <param name="Path">The root or program directory on disk; null for a given connection string.</param>
public sealed record PostgresSource(PostgresSourceKind Kind, string? Path);

/// <summary>The ways to obtain a PostgreSQL, in order of preference.</summary>
public enum PostgresSourceKind
{
    /// <summary>A connection string was given; nothing was started.</summary>
    GivenConnection,

    /// <summary>The root that the environment variable LMS_POSTGRES_ROOT names.</summary>
    GivenRoot,

    /// <summary>The private root that an earlier start built.</summary>
    CachedRoot,

    /// <summary>The private root, built by this start.</summary>
    BuiltRoot,

    /// <summary>A PostgreSQL that the machine already has; it has no documents.</summary>
    Installed,
}
