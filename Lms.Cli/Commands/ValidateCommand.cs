using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Migrations.Catalog;

namespace Lms.Cli.Commands;

/// <summary><c>lms validate</c>: reads the catalog, compares it with the database, touches nothing.</summary>
internal static class ValidateCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var command = new Command(
            "validate", "Read the catalog and compare it with the database; touches nothing. With --catalog alone it needs no database.");
        boundary.Bind(command, (session, _, cancellationToken) =>
            !session.IsRemote && session.Settings.Choice is { Catalog: { } catalog, Connection: null }
                ? ReadOnlyAsync(session, catalog, cancellationToken)
                : CompareAsync(session, cancellationToken));
        return command;
    }

    private static async Task<int> ReadOnlyAsync(Session session, string directory, CancellationToken cancellationToken)
    {
        var catalog = await CatalogReader.ReadAsync(Path.GetFullPath(directory), cancellationToken);
        var document = new ValidationDocument(
            directory, EngineName.Of(catalog.Engine), catalog.Migrations.Count, Compared: false, Valid: true, Findings: []);
        if (session.Settings.IsJson)
            JsonOutput.Write(session.Terminal.Out, new Document<ValidationDocument>([document], null, null), DocumentContext.Default.DocumentValidationDocument);
        else
            ValidationView.Draw(session.Terminal.OutCanvas, document);
        return ExitCode.Done;
    }

    private static Task<int> CompareAsync(Session session, CancellationToken cancellationToken)
    {
        var loop = new DatabaseLoop<ValidationDocument>(session, DocumentContext.Default.DocumentValidationDocument);
        return loop.ReadEachAsync(
            async (database, found, token) =>
            {
                var document = await database.ValidateAsync(token);
                found(document);
                if (!session.Settings.IsJson)
                    ValidationView.Draw(session.Terminal.OutCanvas, document);
                return document.Valid ? ExitCode.Done : ExitCode.Refused;
            },
            cancellationToken);
    }
}
