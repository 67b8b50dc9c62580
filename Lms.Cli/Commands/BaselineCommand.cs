using System.CommandLine;
using Lms.Cli.Databases;
using Lms.Cli.Logging;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Migrations.Catalog;

namespace Lms.Cli.Commands;

/// <summary><c>lms baseline</c>: adopts a schema that somebody else made.</summary>
internal static class BaselineCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var to = new Option<MigrationVersion?>("--to")
        {
            HelpName = "VERSION", Required = true, CustomParser = VersionArgument.Parse,
            Description = "The last migration whose effect the database has already.",
        };
        var command = new Command("baseline", "Adopt an existing schema: record migrations as applied without running them.") { to };
        boundary.Bind(command, (session, parsed, cancellationToken) => RunAsync(session, parsed.GetValue(to)!.Value, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, MigrationVersion to, CancellationToken cancellationToken)
    {
        var loop = new DatabaseLoop<BaselineDocument>(session, DocumentContext.Default.DocumentBaselineDocument);
        return await loop.ChangeAsync(
            await session.SingleDatabaseAsync("A version belongs to one database.", cancellationToken),
            async (database, found, token) =>
            {
                var adopted = (await Edits.ExecuteAsync<EntriesSet>(session, database, new Change.Baseline(to), token)).Entries;
                found(new BaselineDocument(database.Name, EngineName.Of(database.Engine), [.. adopted.Select(StatusMapping.ToDocument)]));
                foreach (var migration in adopted)
                    Log.Adopted(session.Log.For(database.Name), migration.Id(), session.Settings.Reason ?? "none given");
                if (!session.Settings.IsJson)
                    EntryView.DrawAdopted(session.Terminal.OutCanvas, database.Name, adopted);
                return ExitCode.Done;
            },
            cancellationToken);
    }
}
