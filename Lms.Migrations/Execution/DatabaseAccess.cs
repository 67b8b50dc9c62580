using Lms.Migrations.Catalog;
using Lms.Migrations.Documents;
using Lms.Migrations.Failures;
using Lms.Migrations.Policies;
using Lms.Migrations.Postgres;
using Lms.Migrations.Reading;

namespace Lms.Migrations.Execution;

/// <summary>How a caller reaches a database: which, within which bounds, for whom, by which clock. The one place that knows
/// every kind of server.</summary>
internal sealed class DatabaseAccess
{
    private readonly ReadingCache? cache;

    /// <exception cref="RequestException">An option is out of its range.</exception>
    public DatabaseAccess(
        DatabaseTarget target, MigrationRunnerOptions? options, RunContext? context, TimeProvider? time, RunPolicy? policy = null,
        ReadingCache? cache = null)
    {
        Target = target;
        Options = options ?? new MigrationRunnerOptions();
        Options.Validate();
        Policy = policy ?? new RunPolicy();
        Policy.Validate();
        Context = context ?? RunContext.ForCurrentUser();
        Time = time ?? TimeProvider.System;
        this.cache = cache;
    }

    public DatabaseTarget Target { get; }

    public MigrationRunnerOptions Options { get; }

    public RunPolicy Policy { get; }

    public RunContext Context { get; }

    public TimeProvider Time { get; }

    /// <summary>Reads the catalog from its files.</summary>
    public Task<MigrationCatalog> ReadCatalogAsync(CancellationToken cancellationToken) =>
        CatalogReader.ReadAsync(CatalogSource.Of(Target), Target.Engine, kept: null, cancellationToken);

    /// <summary>Reads the catalog to look at it: what was kept of files that are still the same need not be read again.</summary>
    public Task<MigrationCatalog> LookAtCatalogAsync(CancellationToken cancellationToken) =>
        CatalogReader.ReadAsync(CatalogSource.Of(Target), Target.Engine, cache?.Catalogs, cancellationToken);

    /// <summary>Opens the database, uses it, closes it. What the driver throws comes out explained.</summary>
    public Task<T> UseAsync<T>(Func<IMigrationDatabase, Task<T>> use, CancellationToken cancellationToken) =>
        UseAsync(use, kept: null, cancellationToken);

    /// <summary>Opens the database to look at it only, through a kept connection where there is one.</summary>
    public async Task<T> LookAsync<T>(Func<IMigrationDatabase, Task<T>> look, CancellationToken cancellationToken)
    {
        try
        {
            return await UseAsync(look, cache?.Connections, cancellationToken).ConfigureAwait(false);
        }
        catch (DatabaseUnavailableException exception) when (cache is not null && exception.Cause == UnavailableCause.ConnectionLost)
        {
            // A kept connection shows only when it is used that the server has closed it. To look twice does no harm.
            cache.Connections.Clear();
            return await UseAsync(look, cache.Connections, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<T> UseAsync<T>(Func<IMigrationDatabase, Task<T>> use, KeptConnections? kept, CancellationToken cancellationToken)
    {
        await using var database = await OpenAsync(kept, cancellationToken).ConfigureAwait(false);
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

    private async Task<IMigrationDatabase> OpenAsync(KeptConnections? kept, CancellationToken cancellationToken) => Target.Engine switch
    {
        DatabaseEngine.PostgreSql => await PostgresDatabase.OpenAsync(Target, Options, kept, Time, cancellationToken).ConfigureAwait(false),
        DatabaseEngine.MongoDb => new DocumentMigrationDatabase(
            await Documents.Stack.OpenAsync(Target.ConnectionString, Options, kept, Time, cancellationToken).ConfigureAwait(false), Options, Time),
        _ => throw new RequestException($"Database '{Target.Name}' is of an engine that is not known here."),
    };
}
