using System.CommandLine;
using Lms.Cli.Configuration;

namespace Lms.Cli.Commands;

/// <summary><c>lms migrate</c>: applies what is pending.</summary>
internal static class MigrateCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var request = new MigrateRequestOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would run, and run nothing." };
        var terms = new RunTermsOptions();
        var pace = new BackfillPaceOptions();
        var noWait = new Option<bool>("--no-wait") { Description = "Give up at once (exit 4) when another run is changing the database." };
        var command = new Command("migrate", "Apply what is pending, oldest first.") { request.To, dryRun, request.OutOfOrder, noWait };
        foreach (var option in terms.All.Concat(pace.All))
            command.Options.Add(option);
        boundary.Bind(command, async (session, parsed, cancellationToken) =>
        {
            var change = await request.ReadAsync(session, parsed, cancellationToken);
            if (parsed.GetValue(noWait) && session.IsRemote)
                throw new UsageException("--no-wait is for the engine in this process; a worker queues what is asked of it: --detach does not wait for that.");

            var asked = await terms.ReadAsync(session, parsed, cancellationToken) with { NoWait = parsed.GetValue(noWait), Pace = pace.Read(parsed) };
            return parsed.GetValue(dryRun)
                ? await Plans.ShowAsync(session, change, asked, cancellationToken)
                : await Runs.ExecuteAsync(session, change, asked, cancellationToken);
        });
        return command;
    }
}
