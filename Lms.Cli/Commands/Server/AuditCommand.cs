using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms audit</c>: every action that somebody tried, refused ones included.</summary>
internal static class AuditCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var filter = new AuditFilterOptions();
        var export = new Option<string?>("--export") { HelpName = "FILE|-", Description = "Write all of it as JSON lines, oldest first, into a new file or to standard output." };
        var command = new Command("audit", "Show every action that somebody tried on a worker, newest first; refused ones included.");
        foreach (var option in filter.All)
            command.Options.Add(option);
        command.Options.Add(export);
        command.Validators.Add(result =>
        {
            if (result.GetResult(export) is not null && filter.All.Any(option => result.GetResult(option) is { Implicit: false }))
                result.AddError("--export writes all of the audit: leave the other options out.");
        });
        boundary.Bind(command, (session, parsed, cancellationToken) => parsed.GetValue(export) is { } file
            ? AuditExport.RunAsync(session, file, cancellationToken)
            : ShowAsync(session, filter, parsed, cancellationToken));
        return command;
    }

    private static async Task<int> ShowAsync(Session session, AuditFilterOptions options, ParseResult parsed, CancellationToken cancellationToken)
    {
        var filter = options.Read(parsed, session.Time) with { Database = session.Settings.Choice.OneOrAll(session.Command) };
        if (filter.From >= filter.To)
            throw new UsageException($"--since is {filter.From:u} and --until {filter.To:u}: nothing lies between them.");

        var page = await session.RequireWorker().Client.ListAuditAsync(filter, cancellationToken);
        return session.Answer(page, DocumentContext.Default.AuditPageDocument, canvas => AuditView.Draw(canvas, page));
    }
}
