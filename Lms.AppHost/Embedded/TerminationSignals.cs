using System.Runtime.InteropServices;

namespace Lms.AppHost;

/// <summary>Ctrl+C, SIGTERM and a closed terminal: the first asks the host to stop everything, a second Ctrl+C ends it at once.</summary>
/// <remarks>Even then no server is left behind: each stops when the pipe from its owner closes.</remarks>
internal sealed class TerminationSignals : IDisposable
{
    private readonly CancellationTokenSource cancellation = new();
    private readonly PosixSignalRegistration[] registrations;

    public TerminationSignals() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnInterrupt),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnTerminate),
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnTerminate),
    ];

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => cancellation.Token;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
        cancellation.Dispose();
    }

    private void OnInterrupt(PosixSignalContext context)
    {
        if (cancellation.IsCancellationRequested)
            Environment.Exit(ExitCode.Cancelled);
        OnTerminate(context);
    }

    private void OnTerminate(PosixSignalContext context)
    {
        context.Cancel = true;
        cancellation.Cancel();
    }
}
