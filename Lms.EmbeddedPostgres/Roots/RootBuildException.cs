namespace Lms.EmbeddedPostgres.Roots;

/// <summary>The private root cannot be built here; the message is a clause that says why.</summary>
#pragma warning disable CA1032 // Caught in one place, which needs the reason and nothing else.
internal sealed class RootBuildException(string reason, Exception? cause = null)
#pragma warning restore CA1032
    : Exception(reason, cause);
