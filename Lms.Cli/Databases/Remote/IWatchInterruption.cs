namespace Lms.Cli.Databases.Remote;

/// <summary>What Ctrl+C means to somebody who asks a worker, whose work goes on without them.</summary>
internal interface IWatchInterruption
{
    /// <summary>Says that what was sent cannot be taken back, and that its answer is waited for.</summary>
    void AnnounceAnswer();

    /// <summary>Asks whether the run is to be cancelled; where nobody can be asked, it is not.</summary>
    Task<bool> WantsCancelAsync();
}
