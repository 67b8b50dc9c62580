using Lms.AppHost.Embedded.Output;
using Lms.AppHost.Embedded.Resources;
using Lms.Contracts.Mapping;
using Lms.Migrations;
using Lms.Migrations.Failures;
using Lms.Migrations.Seeding;

namespace Lms.AppHost.Embedded.Databases;

/// <summary>Fills a new database with a little demo data before its migrations run, so that they have data to change.</summary>
/// <remarks>A failure does not end the host, as with migrations.</remarks>
internal sealed class DemoSeeding(DocumentDatabase database, Screen screen) : IResource
{
    private const decimal Scale = 1;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!database.IsNew || database.Target.SeederDirectory is null)
            return;

        var runner = new SeedRunner(database.Target, context: SchemaMigration.Context);
        try
        {
            await foreach (var happened in runner.SeedAsync(Scale, cancellationToken))
                Write(happened);
        }
        catch (MigrationException failure)
        {
            new MigrationFailure(database.Name, screen).Write(failure.ToFailure(database.Name));
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Write(MigrationEvent happened)
    {
        if (happened is SeederStarted { Number: 1 })
            screen.Line($"{database.Name}: new, so it gets demo data in the shape from before its migrations");
        else if (happened is SeederCompleted done)
            screen.Good($"  ✓ {done.Name}  {done.Rows:N0} documents  {done.Duration.TotalMilliseconds:0} ms");
    }
}
