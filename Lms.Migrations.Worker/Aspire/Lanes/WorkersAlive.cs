using Lms.Migrations.Worker.Platform;

namespace Lms.Migrations.Worker.Lanes;

/// <summary>How many workers there are.</summary>
internal sealed class WorkersAlive(PlatformDatabase platform)
{
    private const string CountSql =
        "SELECT count(*) FROM workers WHERE stopped_at IS NULL AND heartbeat_at > clock_timestamp() - interval '5 seconds'";

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var command = platform.Source.CreateCommand(CountSql);
        return await command.ExecuteScalarAsync(cancellationToken) is long count ? count : 0;
    }
}
