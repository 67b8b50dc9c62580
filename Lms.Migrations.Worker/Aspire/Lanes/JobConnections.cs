using Hangfire.PostgreSql;
using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Settings;
using Npgsql;

namespace Lms.Migrations.Worker.Lanes;

/// <summary>Hangfire's connections to the platform database: as the role that workers work as, few, and closed with the worker.</summary>
internal sealed class JobConnections : IConnectionFactory, IAsyncDisposable
{
    private const int MostConnections = 8;
    private readonly NpgsqlDataSource source;

    public JobConnections(WorkerSettings settings, WorkerIdentity identity)
    {
        var sessions = PlatformDatabase.SessionsOf(settings.PlatformConnection, $"{identity.Name} jobs");
        sessions.MaxPoolSize = MostConnections;
        source = NpgsqlDataSource.Create(sessions);
    }

    public NpgsqlConnection GetOrCreateConnection() => source.CreateConnection();

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
