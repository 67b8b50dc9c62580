using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Settings;
using Npgsql;
using Orleans.Configuration;

namespace Lms.Migrations.Worker.Cluster;

/// <summary>The silo's connections to where the members of the cluster are written down: as the role that workers work as, whichever database is
/// configured, and closed with the worker.</summary>
internal sealed class SiloConnections(WorkerSettings settings) : IAsyncDisposable
{
    /// <summary>What Orleans' ADO.NET provider calls PostgreSQL.</summary>
    public const string Invariant = "Npgsql";

    private const int MostConnections = 3;
    private NpgsqlDataSource? source;

    /// <summary>Has Orleans use them.</summary>
    /// <param name="table">As configured; without a connection it is the platform database.</param>
    public void Open(AdoNetClusteringSiloOptions table)
    {
        var sessions = PlatformDatabase.SessionsOf(
            string.IsNullOrEmpty(table.ConnectionString) ? settings.PlatformConnection : table.ConnectionString, $"{settings.Name} silo");
        sessions.MaxPoolSize = MostConnections;
        source = NpgsqlDataSource.Create(sessions);
        table.Invariant = string.IsNullOrEmpty(table.Invariant) ? Invariant : table.Invariant;
        table.DataSource = source;
        // One of the two, never both.
        table.ConnectionString = null!;
    }

    public ValueTask DisposeAsync() => source?.DisposeAsync() ?? ValueTask.CompletedTask;
}
