using System.Collections.Concurrent;
using Npgsql;

namespace Lms.Migrations.Postgres;

/// <summary>Connections that outlive the look that opened them, by what they connect to.</summary>
internal sealed class KeptConnections : IAsyncDisposable
{
    private const int IdleSeconds = 30;
    private readonly ConcurrentDictionary<string, Lazy<NpgsqlDataSource>> sources = new(StringComparer.Ordinal);

    /// <summary>Where to take a connection from. Whoever uses it leaves no trace in its session, and does not dispose of the source.</summary>
    public NpgsqlDataSource SourceFor(NpgsqlConnectionStringBuilder settings)
    {
        settings.ConnectionIdleLifetime = IdleSeconds;
        settings.ConnectionPruningInterval = IdleSeconds / 3;
        return sources.GetOrAdd(settings.ConnectionString, _ => new Lazy<NpgsqlDataSource>(() => PostgresSettings.CreateSource(settings))).Value;
    }

    /// <summary>Closes those that are idle: after one was found closed by the server, the others are as well.</summary>
    public void Clear()
    {
        foreach (var source in sources.Values)
            source.Value.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in sources.Values)
            await source.Value.DisposeAsync().ConfigureAwait(false);
    }
}
