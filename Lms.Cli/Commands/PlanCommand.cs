using System.CommandLine;
using Lms.Cli.Databases;

namespace Lms.Cli.Commands;

/// <summary><c>lms plan</c>: what <c>migrate</c> would run.</summary>
internal static class PlanCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var request = new MigrateRequestOptions();
        var command = new Command("plan", "Show what 'migrate' would run: SQL, transaction mode, timeouts; exit 5 when it would refuse.")
        {
            request.To, request.OutOfOrder,
        };
        boundary.Bind(command, async (session, parsed, cancellationToken) =>
            await Plans.ShowAsync(session, await request.ReadAsync(session, parsed, cancellationToken), RunTerms.Usual, cancellationToken));
        return command;
    }
}
