using Npgsql;

namespace Lms.Benchmarks;

/// <summary>One fresh database, in the two notations that the tools want.</summary>
internal sealed record BenchmarkDatabase(NpgsqlConnectionStringBuilder Connection)
{
    public string Name => Connection.Database!;

    public string KeywordString => Connection.ConnectionString;

    /// <summary>TLS is ruled out for everybody: some tools would spend a round trip on asking for it.</summary>
    public string Url
    {
        get
        {
            var password = string.IsNullOrEmpty(Connection.Password) ? "" : $":{Uri.EscapeDataString(Connection.Password)}";
            var user = Uri.EscapeDataString(Connection.Username ?? "postgres");
            return $"postgres://{user}{password}@{Connection.Host}:{Connection.Port}/{Name}?sslmode=disable";
        }
    }
}
