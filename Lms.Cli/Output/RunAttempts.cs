using Lms.Cli.Databases.Remote;
using Lms.Contracts.Runs;

namespace Lms.Cli.Output;

/// <summary>Which attempts at a worker's run are worth telling: one that waits for its own server is begun again and again by the same worker.</summary>
internal sealed class RunAttempts
{
    private string? worker;
    private string? trouble;

    /// <summary>Whether a change of state says nothing new: the worker that was at work goes on, or the same is in its way again.</summary>
    public bool IsRepeated(RunMoved moved)
    {
        var (lastWorker, lastTrouble) = (worker, trouble);
        switch (moved.To)
        {
            case RunStates.Running:
                worker = moved.By;
                return moved.From == RunStates.Interrupted && moved.By == lastWorker;
            case RunStates.Interrupted:
                trouble = moved.Reason;
                return moved.Reason is not null && moved.Reason == lastTrouble;
            default:
                return false;
        }
    }

    /// <summary>An attempt has reached its database, so that the next trouble is another.</summary>
    public void Succeeds() => trouble = null;
}
