using Npgsql;

namespace Lms.Migrations.Postgres;

/// <summary>Where connections come from: a source of one's own, which is closed with this, or one that is kept for others.</summary>
internal sealed class ConnectionSource : IAsyncDisposable
{
    private readonly bool isKept;

    private ConnectionSource(NpgsqlDataSource source, bool isKept)
    {
        Source = source;
        this.isKept = isKept;
    }

    public NpgsqlDataSource Source { get; }

    /// <param name="settings">What to connect to.</param>
    /// <param name="kept">Connections that outlive this, for whoever only looks; null for one's own.</param>
    public static ConnectionSource For(NpgsqlConnectionStringBuilder settings, KeptConnections? kept) =>
        kept is null ? new ConnectionSource(PostgresSettings.CreateSource(settings), isKept: false) : new ConnectionSource(kept.SourceFor(settings), isKept: true);

    public ValueTask DisposeAsync() => isKept ? ValueTask.CompletedTask : Source.DisposeAsync();
}
