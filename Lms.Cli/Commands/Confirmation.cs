using Lms.Cli.Configuration;
using Lms.Cli.Output;

namespace Lms.Cli.Commands;

/// <summary>Asks before something that is hard to undo.</summary>
internal static class Confirmation
{
    /// <summary>Checks that there is somebody to ask, unless <c>--yes</c> answers already.</summary>
    /// <param name="session">The call.</param>
    /// <param name="what">What it does before it goes on.</param>
    /// <param name="wayOut">How to answer without being asked.</param>
    /// <exception cref="UsageException">Nobody is there to answer.</exception>
    public static void RequireSomebody(Session session, string what = "asks before it goes on", string wayOut = "add --yes")
    {
        if (!session.Settings.Yes && (session.Settings.IsJson || !Terminal.CanAsk))
            throw new UsageException($"'lms {session.Command}' {what}, and nobody is there to answer: {wayOut}.");
    }

    /// <summary>Returns when the answer is yes.</summary>
    /// <exception cref="DeclinedException">The answer is no.</exception>
    public static async Task AskAsync(Session session, string question, CancellationToken cancellationToken)
    {
        RequireSomebody(session);
        if (session.Settings.Yes)
            return;

        if (await session.Terminal.AskAsync($"{question} [y/N] ", cancellationToken) is not ("y" or "yes"))
            throw new DeclinedException();
    }
}
