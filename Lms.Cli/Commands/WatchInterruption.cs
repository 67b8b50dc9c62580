using Lms.Cli.Databases.Remote;

namespace Lms.Cli.Commands;

/// <summary>Where a run is watched, asks at the terminal what Ctrl+C means. From elsewhere – a pipe, a build server, SIGTERM – it only ends the watching.</summary>
internal sealed class WatchInterruption(Session session) : IWatchInterruption
{
    private const string Question = "Cancel the run, or only stop watching it? [c]ancel / [s]top watching: ";

    public void AnnounceAnswer() => session.Announce("was sent already, waiting for the worker's answer (Ctrl+C again leaves at once)");

    public async Task<bool> WantsCancelAsync()
    {
        try
        {
            return session.CanAskAfterSignal && await session.Terminal.AskAsync(Question, session.Terminated) is "c" or "cancel";
        }
        catch (OperationCanceledException)
        {
            // SIGTERM is an answer too: stop watching.
            return false;
        }
    }
}
