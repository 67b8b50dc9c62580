using System.CommandLine;

namespace Lms.Cli.Commands;

/// <summary><c>lms migrate</c>: applies what is pending.</summary>
internal static class MigrateCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var request = new MigrateRequestOptions();
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would run, and run nothing." };
        var pace = new BackfillPaceOptions();
        var noWait = new Option<bool>("--no-wait") { Description = "Give up at once (exit 4) when another run is changing the database." };
        var command = new Command("migrate", "Apply what is pending, oldest first.") { request.To, dryRun, request.OutOfOrder, noWait };
        foreach (var option in pace.All)
            command.Options.Add(option);
        boundary.Bind(command, (session, parsed, cancellationToken) =>
        {
            var wanted = request.Read(session, parsed);
            return parsed.GetValue(dryRun)
                ? Plans.ShowAsync(session, (runner, token) => runner.PlanAsync(wanted, token), cancellationToken)
                : Runs.ExecuteAsync(session, (runner, token) => runner.MigrateAsync(wanted, token), pace.Read(parsed), parsed.GetValue(noWait), cancellationToken);
        });
        return command;
    }
}
