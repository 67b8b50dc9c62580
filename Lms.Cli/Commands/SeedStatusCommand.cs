using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
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
            async (database, found, token) =>
            {
                var seeders = await database.GetSeedersAsync(token);
                found(new SeedStatusDocument(database.Name, EngineName.Of(database.Engine), [.. seeders.Select(SeedMapping.ToDocument)]));
                shown.Add((database.Name, seeders));
                return ExitCode.Done;
            },
            cancellationToken);
        if (!session.Settings.IsJson && shown.Count > 0)
            SeedView.DrawStatus(session.Terminal.OutCanvas, shown);
        return exitCode;
    }
}
