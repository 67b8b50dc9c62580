using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lms.Contracts.Json;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations.Catalog;
using Lms.Migrations.Planning;
using Npgsql;
using NpgsqlTypes;

namespace Lms.Migrations.Worker.Runs.Storage;

/// <summary>A run as a row of <c>runs</c>.</summary>
internal static class RunRow
{
    /// <summary>What <see cref="Read"/> reads, of <c>runs r LEFT JOIN workers w</c>.</summary>
    public const string Columns = """
        r.id, r.request, r.state, r.actor, r.asked_at, r.due_at, r.started_at, r.ended_at, r.worker, w.name, r.claim, r.attempts, r.plan, r.is_begun,
        r.approved_by, r.approved_at, r.approval_reason, r.approved_hash, r.cancelled_by, r.cancelled_at, r.cancel_reason, r.result, r.error,
        r.last_event, r.trace_parent, r.away_since, r.losses, r.rejected
        """;

    public const string From = "runs r LEFT JOIN workers w ON w.id = r.worker";

    public static Run Read(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetGuid(0),
        Request = Json(reader, 1, ContractJson.Default.RunRequestDocument)!,
        State = StateOf(reader.GetString(2)),
        Actor = reader.GetString(3),
        AskedAt = reader.GetFieldValue<DateTimeOffset>(4),
        DueAt = Time(reader, 5),
        StartedAt = Time(reader, 6),
        EndedAt = Time(reader, 7),
        Worker = reader.IsDBNull(8) ? null : reader.GetGuid(8),
        WorkerName = Text(reader, 9),
        Claim = reader.GetInt64(10),
        Attempts = reader.GetInt32(11),
        Plan = Json(reader, 12, StorageJson.Default.StoredPlan)?.ToPlan(),
        IsBegun = reader.GetBoolean(13),
        Approval = Text(reader, 14) is { } by ? new ApprovalDocument(by, Time(reader, 15)!.Value, Text(reader, 16), reader.GetString(17)) : null,
        Cancellation = Text(reader, 18) is { } canceller ? new CancellationDocument(canceller, Time(reader, 19)!.Value, Text(reader, 20), reader.GetBoolean(27)) : null,
        Result = Json(reader, 21, ContractJson.Default.RunResultDocument),
        Error = Json(reader, 22, ContractJson.Default.Failure),
        LastEvent = reader.GetInt64(23),
        TraceParent = Text(reader, 24),
        AwaySince = Time(reader, 25),
        Losses = reader.GetInt32(26),
    };

    public static string Term(RunState state) => state.Wire();

    public static NpgsqlParameter Json<T>(T? value, JsonTypeInfo<T> type) => new()
    {
        NpgsqlDbType = NpgsqlDbType.Json,
        Value = value is null ? DBNull.Value : JsonSerializer.Serialize(value, type),
    };

    private static RunState StateOf(string term) =>
        WireName.Parse<RunState>(term) ?? throw new FormatException($"'{term}' is not a state of a run that this version knows.");

    private static T? Json<T>(NpgsqlDataReader reader, int ordinal, JsonTypeInfo<T> type)
        where T : class => reader.IsDBNull(ordinal) ? null : JsonSerializer.Deserialize(reader.GetString(ordinal), type);

    private static string? Text(NpgsqlDataReader reader, int ordinal) => reader.IsDBNull(ordinal) ? null : reader.GetString(ordinal);

    private static DateTimeOffset? Time(NpgsqlDataReader reader, int ordinal) =>
        reader.IsDBNull(ordinal) ? null : reader.GetFieldValue<DateTimeOffset>(ordinal);
}

/// <summary>A pinned plan as it is kept.</summary>
internal sealed record StoredPlan(string Database, string Direction, bool AllowsOutOfOrder, IReadOnlyList<StoredStep> Steps)
{
    public static StoredPlan? Of(PinnedPlan? plan) => plan is null ? null : new StoredPlan(
        plan.Database, plan.Direction.Wire(), plan.AllowsOutOfOrder,
        [.. plan.Steps.Select(step => new StoredStep(step.Version.ToString(), step.Name, step.Fingerprint))]);

    public PinnedPlan ToPlan() => new(
        Database, WireName.Parse<Direction>(Direction) ?? throw new FormatException($"'{Direction}' is not a direction."), AllowsOutOfOrder,
        [.. Steps.Select(step => new PinnedStep(MigrationVersion.Parse(step.Version), step.Name, step.Fingerprint))]);
}

/// <summary>A step of it.</summary>
internal sealed record StoredStep(string Version, string Name, string Fingerprint);
