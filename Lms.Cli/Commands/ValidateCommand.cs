using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Migrations;
using Lms.Migrations.Catalog;
using Lms.Migrations.Planning;

namespace Lms.Cli.Commands;

/// <summary><c>lms validate</c>: reads the catalog, compares it with the database, touches nothing.</summary>
internal static class ValidateCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var command = new Command(
            "validate", "Read the catalog and compare it with the database; touches nothing. With --catalog alone it needs no database.");
        boundary.Bind(command, (session, _, cancellationToken) =>
            session.Settings.Choice is { Catalog: { } catalog, Connection: null }
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
            async (target, found, token) =>
            {
                var runner = session.RunnerFor(target);
                var status = await runner.GetStatusAsync(token);
                var plan = await runner.PlanAsync(new MigrateRequest(), token);
                var document = Compare(target, status, plan);
                found(document);
                if (!session.Settings.IsJson)
                    ValidationView.Draw(session.Terminal.OutCanvas, document);
                return document.Valid ? ExitCode.Done : ExitCode.Refused;
            },
            cancellationToken);
    }

    private static ValidationDocument Compare(DatabaseTarget target, DatabaseStatus status, MigrationPlan plan)
    {
        var refused = plan.Refusals.Select(refusal => new FindingDocument(
            refusal.Version?.ToString(),
            status.Migrations.FirstOrDefault(migration => migration.Version == refusal.Version)?.Name,
            refusal.Kind.Wire(), refusal.Message, refusal.WayOut, IsRefused: true));
        var noted = status.Migrations
            .Where(migration => migration.State is MigrationState.Missing or MigrationState.Failed)
            .Select(ToFinding);
        return new ValidationDocument(
            target.Name, EngineName.Of(target.Engine),
            status.Migrations.Count(migration => migration.State != MigrationState.Missing),
            Compared: true, plan.Refusals.Count == 0, [.. refused, .. noted]);
    }

    private static FindingDocument ToFinding(MigrationStatus migration)
    {
        var (explanation, remedy) = migration.State == MigrationState.Missing
            ? ("It was applied, but its file is not in the catalog.", "Bring the file back, or leave it: it only stops a rollback through it.")
            : ($"Its last attempt failed: {migration.Error}", "Fix it and run 'lms migrate'; 'lms repair' explains.");
        return new FindingDocument(
            migration.Version.ToString(), migration.Name, migration.State.Wire(), explanation, remedy, IsRefused: false);
    }
}
