using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Databases;
using Lms.Cli.Logging;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Migrations.Catalog;
using Lms.Migrations.History;

namespace Lms.Cli.Commands;

/// <summary><c>lms mark</c>: sets one entry's state after a fix by hand.</summary>
internal static class MarkCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var version = new Argument<MigrationVersion?>("version") { CustomParser = VersionArgument.Parse, Description = "The migration." };
        var state = new Argument<string>("state") { Description = "What is true of the database now." };
        state.AcceptOnlyFromAmong("applied", "pending");
        var command = new Command("mark", "Set one migration's state after a fix by hand, without running it; --reason is required.") { version, state };
        boundary.Bind(command, (session, parsed, cancellationToken) => RunAsync(
            session,
            parsed.GetValue(version)!.Value,
            parsed.GetValue(state) == "applied" ? MarkedState.Applied : MarkedState.Pending,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, MigrationVersion version, MarkedState state, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(session.Settings.Reason))
            throw new UsageException("'lms mark' overrules what the engine knows, so it asks why: add --reason TEXT.");

        var loop = new DatabaseLoop<MarkDocument>(session, DocumentContext.Default.DocumentMarkDocument);
        return await loop.ChangeAsync(
            await session.SingleDatabaseAsync("A version belongs to one database.", cancellationToken),
            async (database, found, token) =>
            {
                var set = await Edits.ExecuteAsync<EntriesSet>(session, database, new Change.Mark(version, state), token);
                var migration = set.Entries[0];
                found(new MarkDocument(database.Name, EngineName.Of(database.Engine), migration.ToDocument()));
                Log.Marked(session.Log.For(database.Name), migration.Id(), state.Wire(), session.Settings.Reason);
                if (!session.Settings.IsJson)
                    EntryView.DrawMarked(session.Terminal.OutCanvas, database.Name, migration, state);
                return ExitCode.Done;
            },
            cancellationToken);
    }
}
