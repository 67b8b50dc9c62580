using Lms.Migrations.Catalog;
using Lms.Migrations.Documents;
using Lms.Migrations.Failures;
using Lms.Migrations.Policies;
using Lms.Migrations.Postgres;

namespace Lms.Migrations.Execution;

/// <summary>How a caller reaches a database: which, within which bounds, for whom, by which clock. The one place that knows
/// every kind of server.</summary>
internal sealed class DatabaseAccess
{
    /// <exception cref="RequestException">An option is out of its range.</exception>
    public DatabaseAccess(
        DatabaseTarget target, MigrationRunnerOptions? options, RunContext? context, TimeProvider? time, RunPolicy? policy = null)
    {
        Target = target;
        Options = options ?? new MigrationRunnerOptions();
        Options.Validate();
        Policy = policy ?? new RunPolicy();
        Policy.Validate();
        Context = context ?? RunContext.ForCurrentUser();
        Time = time ?? TimeProvider.System;
    }

    public DatabaseTarget Target { get; }

    public MigrationRunnerOptions Options { get; }

    public RunPolicy Policy { get; }

    public RunContext Context { get; }

    public TimeProvider Time { get; }

    public Task<MigrationCatalog> ReadCatalogAsync(CancellationToken cancellationToken) =>
        CatalogReader.ReadAsync(CatalogSource.Of(Target), Target.Engine, cancellationToken);

    /// <summary>Opens the database, uses it, closes it. What the driver throws comes out explained.</summary>
    public async Task<T> UseAsync<T>(Func<IMigrationDatabase, Task<T>> use, CancellationToken cancellationToken)
    {
        await using var database = await OpenAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await use(database).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not MigrationException && database.Explain(exception) is { } explained)
        {
            throw explained;
        }
    }

    /// <summary>What only the holder of the lease may do, for one run.</summary>
    public LeasedWork Leased(IMigrationDatabase database, RunContext run, EventSink events) =>
        new(Target.Name, database, run, Options, Time, events);

    private async Task<IMigrationDatabase> OpenAsync(CancellationToken cancellationToken) => Target.Engine switch
    {
        DatabaseEngine.PostgreSql => await PostgresDatabase.OpenAsync(Target, Options, Time, cancellationToken).ConfigureAwait(false),
        DatabaseEngine.MongoDb => new DocumentMigrationDatabase(
            await Documents.Stack.OpenAsync(Target.ConnectionString, Options, Time, cancellationToken).ConfigureAwait(false), Options, Time),
        _ => throw new RequestException($"Database '{Target.Name}' is of an engine that is not known here."),
    };
}
