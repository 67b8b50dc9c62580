using Npgsql;

namespace Lms.EmbeddedPostgres.Servers;

internal static class LocalConnection
{
    /// <summary>To the database <c>postgres</c> of a server of ours; neither TLS nor Kerberos is worth a round trip here.</summary>
    public static string String(int port, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = "postgres",
        Password = password,
        Database = "postgres",
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
        Pooling = false,
    }.ConnectionString;
}
