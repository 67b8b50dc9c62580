using System.CommandLine;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views.Server;
using Lms.Contracts.Client;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms windows remove</c> and <c>lms windows unfreeze</c>: take a window or a freeze away.</summary>
internal static class WindowRemovalCommand
{
    public static Command CreateRemove(CommandBoundary boundary) => Create(
        boundary, "remove", "Remove a window; a database that has none left may be changed at any time.", "window",
        (client, id, reason, token) => client.RemoveWindowAsync(id, reason, token));

    public static Command CreateUnfreeze(CommandBoundary boundary) => Create(
        boundary, "unfreeze", "Lift a freeze.", "freeze",
        (client, id, reason, token) => client.RemoveFreezeAsync(id, reason, token));

    private delegate Task Remove(LmsClient client, long id, string? reason, CancellationToken cancellationToken);

    private static Command Create(CommandBoundary boundary, string name, string description, string what, Remove remove)
    {
        var id = new Argument<long>("id") { CustomParser = result => IdArgument.Parse(result, $"the number of a {what}; 'lms windows list' shows them"), Description = "Its number, as 'lms windows list' shows it." };
        var command = new Command(name, description) { id };
        boundary.Bind(command, async (session, parsed, cancellationToken) =>
        {
            var number = parsed.GetValue(id);
            await session.RequireWorker().ChangeAsync((client, token) => remove(client, number, session.Settings.Reason, token), cancellationToken);
            return session.Answer(
                new RemovedDocument(number), DocumentContext.Default.RemovedDocument, canvas => WindowView.DrawRemoved(canvas, what, number));
        });
        return command;
    }
}
