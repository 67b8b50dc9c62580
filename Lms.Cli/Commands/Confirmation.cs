using Lms.Cli.Configuration;
using Lms.Cli.Output;

namespace Lms.Cli.Commands;

/// <summary>Asks before something that is hard to undo.</summary>
internal static class Confirmation
{
    /// <summary>Checks that there is somebody to ask, unless <c>--yes</c> answers already.</summary>
    /// <exception cref="UsageException">Nobody is there to answer.</exception>
    public static void RequireSomebody(Session session)
    {
        if (!session.Settings.Yes && (session.Settings.IsJson || !Terminal.CanAsk))
            throw new UsageException($"'lms {session.Command}' asks before it goes on, and nobody is there to answer: add --yes.");
    }

    /// <summary>Returns when the answer is yes.</summary>
    /// <exception cref="DeclinedException">The answer is no.</exception>
    public static async Task AskAsync(Session session, string question, CancellationToken cancellationToken)
    {
        RequireSomebody(session);
        if (session.Settings.Yes)
            return;

        var prompt = Console.IsOutputRedirected ? session.Terminal.Error : session.Terminal.Out;
        await prompt.WriteAsync($"{question} [y/N] ".AsMemory(), cancellationToken);
        await prompt.FlushAsync(cancellationToken);

        // Reading a line cannot be cancelled; Ctrl+C leaves it behind.
        var answer = await Task.Run(Console.In.ReadLine, cancellationToken).WaitAsync(cancellationToken);
        if (answer?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            throw new DeclinedException();
    }
}
