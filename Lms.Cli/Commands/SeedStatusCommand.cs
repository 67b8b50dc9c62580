using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Migrations.Seeding;

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

    private static async Task<int> RunAsync(Session session, CancellationToken cancellationToken)
    {
        List<(string Database, IReadOnlyList<SeederStatus> Seeders)> shown = [];
        var loop = new DatabaseLoop<SeedStatusDocument>(session, DocumentContext.Default.DocumentSeedStatusDocument);
        var exitCode = await loop.ReadEachAsync(
            async (target, found, token) =>
            {
                var seeders = await session.SeedersFor(target).GetStatusAsync(token);
                found(new SeedStatusDocument(target.Name, EngineName.Of(target.Engine), [.. seeders.Select(seeder => new SeederDocument(
                    seeder.Name, SeedView.StateOf(seeder), seeder.ExecutedAt, seeder.ExecutedBy, seeder.Scale, seeder.Rows, seeder.DurationMs))]));
                shown.Add((target.Name, seeders));
                return ExitCode.Done;
            },
            cancellationToken);
        if (!session.Settings.IsJson && shown.Count > 0)
            SeedView.DrawStatus(session.Terminal.OutCanvas, shown);
        return exitCode;
    }
}
