using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Logging;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
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
        var command = new Command("seed", "Write demo data at a scale; run again at a larger one it adds what is missing.")
        {
            scale, SeedStatusCommand.Create(boundary),
        };
        boundary.Bind(command, (session, parsed, cancellationToken) => RunAsync(session, parsed.GetValue(scale), cancellationToken));
        return command;
    }

    private static Task<int> RunAsync(Session session, decimal scale, CancellationToken cancellationToken)
    {
        var loop = new DatabaseLoop<SeedDocument>(session, DocumentContext.Default.DocumentSeedDocument);
        return loop.ChangeEachAsync(
            async (target, found, token) =>
            {
                List<SeededDocument> seeded = [];
                try
                {
                    var events = session.SeedersFor(target).SeedAsync(scale, token);
                    await session.NewDisplay().FollowAsync(target.Name, events, happened => Record(session, target, scale, happened, seeded), token);
                }
                finally
                {
                    found(new SeedDocument(target.Name, EngineName.Of(target.Engine), scale, seeded));
                }

                if (!session.Settings.IsJson)
                    SeedView.DrawResult(session.Terminal.OutCanvas, target.Name, seeded);
                return ExitCode.Done;
            },
            cancellationToken);
    }

    private static void Record(Session session, DatabaseTarget target, decimal scale, MigrationEvent happened, List<SeededDocument> seeded)
    {
        switch (happened)
        {
            case SeederCompleted done:
                var milliseconds = (long)done.Duration.TotalMilliseconds;
                seeded.Add(new SeededDocument(done.Name, "seeded", done.Rows, milliseconds, Why: null));
                Log.Seeded(session.Log.For(target.Name), done.Name, done.Rows, scale, milliseconds);
                break;
            case SeederSkipped skipped:
                seeded.Add(new SeededDocument(skipped.Name, "skipped", Rows: null, DurationMs: null, skipped.Why));
                break;
            default:
                break;
        }
    }
}
