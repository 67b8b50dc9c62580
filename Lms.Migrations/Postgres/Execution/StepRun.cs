using Lms.Migrations.Catalog;
using Lms.Migrations.Execution;
using Lms.Migrations.History;
using Lms.Migrations.Leasing;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Npgsql;

namespace Lms.Migrations.Postgres.Execution;

/// <summary>Everything that the execution of one step needs at hand.</summary>
internal sealed record StepRun(
    PostgresSession Session, PlannedStep Step, Lease Lease, EventSink Events, IChangeGate? Gate, MigrationRunnerOptions Options, TimeProvider Time)
{
    // While a client waits for an answer, its server process notices within this time that the client is gone, and stops.
    private const string ClientCheckMilliseconds = "1000";

    private static readonly string[] Definitions = ["CREATE TABLE ", "CREATE INDEX ", "CREATE UNIQUE INDEX ", "ALTER TABLE ", "DROP ", "COMMENT "];

    public NpgsqlConnection Connection => Session.Work;

    /// <summary>Sets the bounds of what follows, for the open transaction or for the session.</summary>
    public NpgsqlBatchCommand SetBounds(TimeSpan lockTimeout, bool forTransaction) => new("""
        SELECT set_config('lock_timeout', $1, $3), set_config('statement_timeout', $2, $3),
               CASE WHEN $5 THEN set_config('client_connection_check_interval', $4, $3) END
        """)
    {
        Parameters =
        {
            PostgresParameter.Text(Milliseconds(lockTimeout)),
            PostgresParameter.Text(Milliseconds(Step.StatementTimeout)),
            new() { Value = forTransaction },
            PostgresParameter.Text(ClientCheckMilliseconds),
            new() { Value = Session.Backend.ChecksClient },
        },
    };

    /// <summary>Undoes what a migration's own SET, SET ROLE or set_config() left behind, so that neither our bookkeeping nor
    /// the next migration runs under it.</summary>
    public static IEnumerable<NpgsqlBatchCommand> ResetSession() =>
        [new("RESET SESSION AUTHORIZATION"), new("RESET ROLE"), new("RESET ALL")];

    /// <summary>The same after a transactional section; nothing after one that only defines things, which leaves a session
    /// as it was.</summary>
    public IEnumerable<NpgsqlBatchCommand> ResetTransaction() =>
        Step.Section.Statements.All(OnlyDefines) ? [] : ResetSession();

    /// <summary>What to write when the step is done; the server measures the duration where none is given.</summary>
    public HistoryChange Success(TimeSpan? duration) => Step.Direction == Direction.Up
        ? HistoryChange.For(Step.Migration, EntryStatus.Applied, HistoryEventKind.Migrated, HistoryOutcome.Succeeded) with { Duration = duration }
        : HistoryChange.For(Step.Migration, EntryStatus.RolledBack, HistoryEventKind.RolledBack, HistoryOutcome.Succeeded) with { Duration = duration };

    /// <summary>The commands that record a change and commit, provided that the lease is still held.</summary>
    public IEnumerable<NpgsqlBatchCommand> Commit(HistoryChange change) =>
    [
        PostgresHistory.Record(change, Lease.Run, Lease.Epoch),
        PostgresHistory.AssertLease(Lease),
        new("COMMIT"),
    ];

    private static bool OnlyDefines(Statement statement) =>
        Definitions.Any(word => statement.Text.StartsWith(word, StringComparison.OrdinalIgnoreCase))
        && !statement.Text.Contains("set_config", StringComparison.OrdinalIgnoreCase);

    private static string Milliseconds(TimeSpan duration) => duration.TotalMilliseconds.ToString("0");
}
