using System.CommandLine;
using Lms.Migrations;
using Lms.Migrations.Catalog;

namespace Lms.Cli.Commands;

/// <summary><c>lms plan</c>: what <c>migrate</c> would run.</summary>
internal static class PlanCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var to = new Option<MigrationVersion?>("--to")
        {
            HelpName = "VERSION", CustomParser = VersionArgument.Parse, Description = "The last migration to apply.",
        };
        var outOfOrder = new Option<bool>("--out-of-order") { Description = "Also apply migrations older than the newest applied one." };
        var command = new Command("plan", "Show what 'migrate' would run: SQL, transaction mode, timeouts; exit 5 when it would refuse.")
        {
            to, outOfOrder,
        };
        boundary.Bind(command, (session, parsed, cancellationToken) =>
        {
            var request = new MigrateRequest(parsed.GetValue(to), parsed.GetValue(outOfOrder));
            if (request.To is not null)
                _ = session.SingleDatabase("A version belongs to one database.");
            return Plans.ShowAsync(session, (runner, token) => runner.PlanAsync(request, token), cancellationToken);
        });
        return command;
    }
}
