using Lms.Migrations.Execution;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Backfills;

/// <summary>Lends this process's lanes to backfills of one database that runs of other processes drive.</summary>
/// <remarks>What these lanes commit, they commit under the other run's lease: when that run is replaced, they can commit nothing more
/// either. So any number of processes may lend theirs, begin late or end early, and nothing depends on it but speed.</remarks>
public sealed class BackfillLanes
{
    private readonly DatabaseAccess access;

    /// <inheritdoc cref="MigrationRunner(DatabaseTarget, MigrationRunnerOptions, RunContext, TimeProvider, Policies.RunPolicy, Reading.ReadingCache)"/>
    public BackfillLanes(DatabaseTarget target, MigrationRunnerOptions? options = null, TimeProvider? time = null) =>
        access = new DatabaseAccess(target, options, context: null, time);

    /// <summary>Helps with whatever backfill is under way, one after the other, until it is cancelled.</summary>
    /// <remarks>Only with those that this process's own catalog asks for word by word.</remarks>
    /// <exception cref="MigrationException">The catalog is faulty, or the database is away.</exception>
    public async Task LendAsync(CancellationToken cancellationToken)
    {
        var catalog = await access.ReadCatalogAsync(cancellationToken).ConfigureAwait(false);
        await access.UseAsync(async database =>
        {
            await new LaneAssistance(access.Target.Name, database.Backfills, catalog, access.Options, access.Time).RunAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken).ConfigureAwait(false);
    }
}
