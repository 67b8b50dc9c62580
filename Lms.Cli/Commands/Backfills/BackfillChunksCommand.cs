using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.Mapping;
using Lms.Contracts.Backfills;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Commands.Backfills;

/// <summary><c>lms backfill chunks</c>: the stretches of keys that lanes work on, and how far each is.</summary>
internal static class BackfillChunksCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var id = BackfillId.Argument();
        var state = new Option<ChunkState?>("--state")
        {
            HelpName = "S", CustomParser = result => TermArgument.Parse<ChunkState>(result, BackfillTerms.Term, "a state of a chunk"),
            Description = "Only those that are pending, running, done or failed.",
        };
        var after = new Option<int?>("--after")
        {
            HelpName = "N", CustomParser = result => CountArgument.Parse(result), Description = "Only those behind this number.",
        };
        var limit = new Option<int>("--limit")
        {
            HelpName = "N", CustomParser = CountArgument.Parse, DefaultValueFactory = _ => new ChunkQuery().Limit,
            Description = "How many, in order of their numbers; up to 1000.",
        };
        var command = new Command("chunks", "Show the stretches of keys that lanes work on, and how far each is.") { id, state, after, limit };
        boundary.Bind(command, (session, parsed, cancellationToken) =>
        {
            var query = new ChunkQuery { State = parsed.GetValue(state), After = parsed.GetValue(after), Limit = parsed.GetValue(limit) };
            query.Validate();
            return RunAsync(session, parsed.GetValue(id), query, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(Session session, long id, ChunkQuery query, CancellationToken cancellationToken)
    {
        var loop = new DatabaseLoop<ChunkListDocument>(session, DocumentContext.Default.DocumentChunkListDocument);
        return await loop.ReadAsync(
            await BackfillId.FindAsync(session, id, cancellationToken),
            async (database, found, token) =>
            {
                var status = await database.Backfills.ShowAsync(id, token);
                var page = await database.Backfills.ListChunksAsync(id, query, token);
                found(page.ToDocument(database.Name, database.Engine, id));
                if (!session.Settings.IsJson)
                    ChunksView.Draw(session.Terminal.OutCanvas, database.Name, status, query, page);
                return ExitCode.Done;
            },
            cancellationToken);
    }
}
