using System.CommandLine;
using Lms.Migrations;
using Lms.Migrations.Catalog;

namespace Lms.Cli.Commands;

/// <summary><c>lms migrate</c>: applies what is pending.</summary>
internal static class MigrateCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var to = new Option<MigrationVersion?>("--to")
        {
            HelpName = "VERSION", CustomParser = VersionArgument.Parse, Description = "The last migration to apply.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would run, and run nothing." };
        var outOfOrder = new Option<bool>("--out-of-order") { Description = "Also apply migrations older than the newest applied one." };
        var noWait = new Option<bool>("--no-wait") { Description = "Give up at once (exit 4) when another run is changing the database." };
        var command = new Command("migrate", "Apply what is pending, oldest first.") { to, dryRun, outOfOrder, noWait };
        boundary.Bind(command, (session, parsed, cancellationToken) =>
        {
            var request = new MigrateRequest(parsed.GetValue(to), parsed.GetValue(outOfOrder));
            if (request.To is not null)
                _ = session.SingleDatabase("A version belongs to one database.");
            return parsed.GetValue(dryRun)
                ? Plans.ShowAsync(session, (runner, token) => runner.PlanAsync(request, token), cancellationToken)
                : Runs.ExecuteAsync(session, (runner, token) => runner.MigrateAsync(request, token), parsed.GetValue(noWait), cancellationToken);
        });
        return command;
    }
}
