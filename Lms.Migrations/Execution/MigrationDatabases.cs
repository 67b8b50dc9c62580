using Lms.Migrations.Failures;
using Lms.Migrations.Postgres;

namespace Lms.Migrations.Execution;

/// <summary>Opens databases: the one place that knows every kind of server.</summary>
internal static class MigrationDatabases
{
    /// <summary>Opens the database, uses it, closes it. What the driver throws comes out explained.</summary>
    public static async Task<T> UseAsync<T>(
        DatabaseTarget target, MigrationRunnerOptions options, TimeProvider time, Func<IMigrationDatabase, Task<T>> use, CancellationToken cancellationToken)
    {
        await using var database = await OpenAsync(target, options, time, cancellationToken).ConfigureAwait(false);
        try
        {
            return await use(database).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not MigrationException && database.Explain(exception) is { } explained)
        {
            throw explained;
        }
    }

    private static async Task<IMigrationDatabase> OpenAsync(
        DatabaseTarget target, MigrationRunnerOptions options, TimeProvider time, CancellationToken cancellationToken) => target.Engine switch
    {
        DatabaseEngine.PostgreSql => await PostgresDatabase.OpenAsync(target, options, time, cancellationToken).ConfigureAwait(false),
        _ => throw new RequestException($"Database '{target.Name}' is of an engine that is not known here."),
    };
}
