using Lms.Migrations.Catalog;
using Lms.Migrations.Planning;
using Npgsql;

namespace Lms.Migrations.Postgres.Execution;

/// <summary>Runs a step in one transaction: statements, verification, history, fence, commit. One round trip, or two where
/// the migration has something to verify.</summary>
internal sealed class TransactionalExecution(StepRun run)
{
    private readonly IReadOnlyList<Statement> verification = run.Step.Direction == Direction.Up ? run.Step.Migration.Verify : [];

    public Task ExecuteAsync(CancellationToken cancellationToken) =>
        new LockRetry(run).RunAsync(AttemptAsync, cancellationToken);

    private async Task AttemptAsync(CancellationToken cancellationToken)
    {
        run.Lease.ThrowIfLost();
        await RolledBackOnFailure.RunAsync(run.Session, run.Options, run.Time, async () =>
        {
            if (verification.Count == 0)
            {
                await SendAsync([Begin, .. Statements(), .. End()], cancellationToken).ConfigureAwait(false);
                return true;
            }

            await SendAsync([Begin, .. Statements()], cancellationToken).ConfigureAwait(false);
            await new Verification(run).CheckAsync(verification, cancellationToken).ConfigureAwait(false);
            await SendAsync([.. End()], cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);
    }

    private static StepCommand Begin => new(new NpgsqlBatchCommand("BEGIN"), null);

    private IEnumerable<StepCommand> Statements() =>
        run.Step.Section.Statements
            .Select(statement => new StepCommand(new NpgsqlBatchCommand(statement.Text), statement))
            .Prepend(new StepCommand(run.SetBounds(run.Step.LockTimeout, forTransaction: true), null));

    private IEnumerable<StepCommand> End() =>
        run.ResetTransaction().Concat(run.Commit(run.Success(duration: null))).Select(command => new StepCommand(command, null));

    private async Task SendAsync(IReadOnlyList<StepCommand> commands, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(run.Connection);
        foreach (var command in commands)
            batch.BatchCommands.Add(command.Command);

        try
        {
            await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException exception)
        {
            var culprit = commands.FirstOrDefault(command => ReferenceEquals(command.Command, exception.BatchCommand));
            var atCommit = culprit?.Command.CommandText == "COMMIT";
            if (PostgresStepFailure.Explain(run.Step, exception, culprit?.Statement, atCommit) is { } failure)
                throw failure;
            throw;
        }
    }

    private sealed record StepCommand(NpgsqlBatchCommand Command, Statement? Statement);
}
