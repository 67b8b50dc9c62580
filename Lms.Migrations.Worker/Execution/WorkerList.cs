using Lms.Contracts.Databases;
using Lms.Migrations.Worker.Platform;

namespace Lms.Migrations.Worker.Execution;

/// <summary>The workers that there are, or were lately.</summary>
internal sealed class WorkerList(PlatformDatabase platform)
{
    /// <summary>The condition that a row of <c>workers</c> is of one that lives.</summary>
    public const string IsAlive = "stopped_at IS NULL AND heartbeat_at > clock_timestamp() - interval '10 seconds'";

    private const string ReadSql = $"""
        SELECT id, name, host, process_id, version, started_at, heartbeat_at, {IsAlive}
        FROM workers WHERE heartbeat_at > clock_timestamp() - interval '1 day' ORDER BY started_at DESC LIMIT 100
        """;

    public async Task<IReadOnlyList<WorkerDocument>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = platform.Source.CreateCommand(ReadSql);
        return await command.ReadAllAsync(
            reader => new WorkerDocument(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), reader.GetString(4),
                reader.GetFieldValue<DateTimeOffset>(5), reader.GetFieldValue<DateTimeOffset>(6), reader.GetBoolean(7)),
            cancellationToken);
    }
}
