using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;
using Lms.Migrations;
using Lms.Migrations.Catalog;

namespace Lms.Cli.Commands;

/// <summary><c>lms new</c>: the next file of a catalog.</summary>
internal static class NewCommand
{
    private const string SqlTemplate = """
        -- Say in one sentence what this changes, and why.

        -- migrate:up


        -- migrate:down

        """;

    private const string JsonTemplate = """
        {
          "description": "Say in one sentence what this changes, and why.",

          // Commands such as { "createIndexes": "users", "indexes": [{ "key": { "email": 1 }, "name": "email_1" }] },
          // or backfills, which run in batches: { "backfill": "users", "where": { "a": { "$exists": false } }, "set": { "a": 0 } }
          "up": [
          ],

          // Leave it out where every step above is a backfill: its undo journal is its way back.
          "down": [
          ]
        }

        """;

    public static Command Create(CommandBoundary boundary)
    {
        var name = new Argument<string>("name") { Description = "What it does, as in 'add phone to users'." };
        var command = new Command("new", "Write the next migration from a template; with --catalog alone it needs no database.") { name };
        boundary.Bind(command, (session, parsed, cancellationToken) => RunAsync(session, parsed.GetValue(name)!, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, string name, CancellationToken cancellationToken)
    {
        if (session.Settings.Server.Url is not null)
            throw new UsageException("'lms new' writes a file on this machine, which a worker has no part in: leave --server out.");

        var (catalog, engine) = Place(session);
        var file = Path.Combine(catalog, MigrationFile.NextName(catalog, name, engine, session.Time.GetUtcNow()));
        await WriteAsync(catalog, file, engine == DatabaseEngine.MongoDb ? JsonTemplate : SqlTemplate, cancellationToken);

        if (session.Settings.IsJson)
            JsonOutput.Write(session.Terminal.Out, new NewFileDocument(Path.GetFileNameWithoutExtension(file), file), DocumentContext.Default.NewFileDocument);
        else
            session.Terminal.OutCanvas.Line(LocalText.ShortPath(file));
        return ExitCode.Done;
    }

    /// <summary>Where the file goes, and for which kind of server it is.</summary>
    private static (string Catalog, DatabaseEngine Engine) Place(Session session)
    {
        if (session.Settings.Choice is { Catalog: { } directory, Connection: null })
            return (Path.GetFullPath(directory), MigrationFile.EngineOfCatalog(directory) ?? DatabaseEngine.PostgreSql);

        var database = session.SingleTarget("A migration belongs to one database.");
        return (database.CatalogDirectory, database.Engine);
    }

    private static async Task WriteAsync(string catalog, string file, string template, CancellationToken cancellationToken)
    {
        try
        {
            Directory.CreateDirectory(catalog);

            // CreateNew: never over a file that is there.
            await using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
            await using var writer = new StreamWriter(stream) { NewLine = "\n" };
            await writer.WriteAsync(template.AsMemory(), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{file} cannot be written: {exception.Message}");
        }
    }
}
