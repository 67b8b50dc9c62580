namespace Lms.EmbeddedPostgres.Servers;

/// <summary>The server ended before it was ready.</summary>
#pragma warning disable CA1032 // Made in one place only, always with the server's log.
internal sealed class ServerStartException(string log, string errors)
#pragma warning restore CA1032
    : Exception($"PostgreSQL did not start. Its log ends:\n{log}\n{errors}".TrimEnd())
{
    /// <summary>Another process took the port between the look and the start.</summary>
    public bool PortIsTaken => log.Contains("Address already in use", StringComparison.Ordinal);
}
