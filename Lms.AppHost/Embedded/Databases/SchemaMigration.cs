using Lms.AppHost.Embedded.Output;
using Lms.AppHost.Embedded.Resources;
using Lms.Contracts.Mapping;
using Lms.Migrations;
using Lms.Migrations.Failures;

namespace Lms.AppHost.Embedded.Databases;

/// <summary>Applies what is pending in a database.</summary>
/// <remarks>A failure does not end the host: the server stays up, so that the developer can look at the data, mend the
/// migration and run it again beside the host.</remarks>
internal sealed class SchemaMigration(HostedDatabase database, Screen screen) : IResource
{
    /// <summary>Who changes databases here, and why.</summary>
    public static RunContext Context => RunContext.ForCurrentUser() with { Reason = "app host start" };

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (database.UnavailableReason is not null)
            return;

        var runner = new MigrationRunner(database.Target, context: Context);
        var lines = new MigrationLines(database.Name, screen);
        try
        {
            await foreach (var happened in runner.MigrateAsync(new MigrateRequest(), cancellationToken))
                lines.Write(happened);
            database.Describe(await runner.GetStatusAsync(cancellationToken), hasFailed: false);
        }
        catch (MigrationException failure)
        {
            new MigrationFailure(database.Name, screen).Write(failure.ToFailure(database.Name));
            await DescribeFailureAsync(runner, cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The failure is told already; whatever hindered the run may hinder this look as well.</summary>
    private async Task DescribeFailureAsync(MigrationRunner runner, CancellationToken cancellationToken)
    {
        try
        {
            database.Describe(await runner.GetStatusAsync(cancellationToken), hasFailed: true);
        }
        catch (MigrationException)
        {
            database.Describe(status: null, hasFailed: true);
        }
    }
}
