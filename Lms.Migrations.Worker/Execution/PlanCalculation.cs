using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Settings;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Asks the engine what a request would do.</summary>
internal sealed class PlanCalculation(WorkerSettings settings, DatabaseRegistry databases, TimeProvider time)
{
    /// <summary>The plan, refusals included; null for kinds that have none.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="gate">Whether its database may be changed; what is closed is among the refusals.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    /// <exception cref="Failures.MigrationException">The catalog is faulty, or the database is away.</exception>
    public async Task<MigrationPlan?> PlanAsync(RunRequest request, IChangeGate gate, CancellationToken cancellationToken)
    {
        if (request.Kind is not (RunKind.Migrate or RunKind.Rollback))
            return null;

        var runner = new MigrationRunner(
            databases.Require(request.Database).Target, settings.Options, time: time, policy: new RunPolicy { Gate = gate });
        return request.Kind == RunKind.Migrate
            ? await runner.PlanAsync(request.ToMigrate(), cancellationToken)
            : await runner.PlanRollbackAsync(request.ToRollback(), cancellationToken);
    }
}
