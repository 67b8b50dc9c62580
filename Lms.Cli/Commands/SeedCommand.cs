using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Databases;
using Lms.Cli.Logging;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Migrations;
using Lms.Migrations.Seeding;

namespace Lms.Cli.Commands;

/// <summary><c>lms seed</c>: writes demo rows, tracked in <c>seeders</c>.</summary>
internal static class SeedCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var scale = new Option<decimal>("--scale")
        {
            HelpName = "N", DefaultValueFactory = _ => 1, Description = "How much: 1 is about 1,000 users.",
        };
        var terms = new RunTermsOptions();
        var command = new Command("seed", "Write demo data at a scale; run again at a larger one it adds what is missing.")
        {
            scale, SeedStatusCommand.Create(boundary),
        };
        foreach (var option in terms.WithoutPlan)
            command.Options.Add(option);
        boundary.Bind(command, async (session, parsed, cancellationToken) =>
            await RunAsync(session, new Change.Seed(parsed.GetValue(scale)), await terms.ReadAsync(session, parsed, cancellationToken), cancellationToken));
        return command;
    }

    private static Task<int> RunAsync(Session session, Change.Seed change, RunTerms terms, CancellationToken cancellationToken)
    {
        if (terms.OverrideWindow && !session.IsRemote)
            throw new UsageException("Without a worker, 'lms seed' knows of no windows: leave --override-window out.");
        if (terms.Detach)
            return DetachedRuns.StartAsync(session, change, terms, cancellationToken);

        var loop = new DatabaseLoop<SeedDocument>(session, DocumentContext.Default.DocumentSeedDocument);
        return loop.ChangeEachAsync(
            async (database, found, token) =>
            {
                List<SeededDocument> seeded = [];
                try
                {
                    var run = await database.StartAsync(change, terms, token);
                    await session.NewDisplay().FollowAsync(database.Name, run, happened => Record(session, database, change.Scale, happened, seeded));
                }
                finally
                {
                    found(new SeedDocument(database.Name, EngineName.Of(database.Engine), change.Scale, seeded));
                }

                if (!session.Settings.IsJson)
                    SeedView.DrawResult(session.Terminal.OutCanvas, database.Name, seeded);
                return ExitCode.Done;
            },
            cancellationToken);
    }

    private static void Record(Session session, IDatabase database, decimal scale, MigrationEvent happened, List<SeededDocument> seeded)
    {
        switch (happened)
        {
            case SeederCompleted done:
                var milliseconds = (long)done.Duration.TotalMilliseconds;
                seeded.Add(new SeededDocument(done.Name, "seeded", done.Rows, milliseconds, Why: null));
                Log.Seeded(session.Log.For(database.Name), done.Name, done.Rows, scale, milliseconds);
                break;
            case SeederSkipped skipped:
                seeded.Add(new SeededDocument(skipped.Name, "skipped", Rows: null, DurationMs: null, skipped.Why));
                break;
            default:
                break;
        }
    }
}
