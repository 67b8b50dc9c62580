using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;

namespace Lms.Cli.Commands;

/// <summary><c>lms seed status</c>: which seeders ran.</summary>
internal static class SeedStatusCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var command = new Command("status", "Show which seeders ran, when and at what scale.");
        boundary.Bind(command, (session, _, cancellationToken) => RunAsync(session, cancellationToken));
        return command;
    }

    private static Task<int> RunAsync(Session session, CancellationToken cancellationToken)
    {
        var loop = new DatabaseLoop<SeedStatusDocument>(session, DocumentContext.Default.DocumentSeedStatusDocument);
        return loop.ReadEachAsync(
            async (target, found, token) =>
            {
                var seeders = await session.SeedersFor(target).GetStatusAsync(token);
                found(new SeedStatusDocument(target.Name, EngineName.Of(target.Engine), [.. seeders.Select(seeder => new SeederDocument(
                    seeder.Name, SeedView.StateOf(seeder), seeder.ExecutedAt, seeder.ExecutedBy, seeder.Scale, seeder.Rows, seeder.DurationMs))]));
                if (!session.Settings.IsJson)
                    SeedView.DrawStatus(session.Terminal.OutCanvas, target.Name, seeders);
                return ExitCode.Done;
            },
            cancellationToken);
    }
}
