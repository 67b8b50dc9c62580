using System.Runtime.InteropServices;

namespace Lms.Cli;

/// <summary>Ctrl+C and SIGTERM: the first asks the run to stop and clean up, a second Ctrl+C ends the process at once.</summary>
internal sealed class TerminationSignals : IDisposable
{
    private const string ShowCursor = "\u001b[?25h";

    private readonly CancellationTokenSource cancellation = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    public TerminationSignals()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnInterrupt);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnTerminate);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => cancellation.Token;

    /// <inheritdoc/>
    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        cancellation.Dispose();
    }

    private void OnInterrupt(PosixSignalContext context)
    {
        if (!cancellation.IsCancellationRequested)
        {
            OnTerminate(context);
            return;
        }

        // Live progress hides the cursor, and nobody is left to bring it back.
        if (!Console.IsErrorRedirected)
            Console.Error.Write(ShowCursor);
        Environment.Exit(ExitCode.Cancelled);
    }

    private void OnTerminate(PosixSignalContext context)
    {
        context.Cancel = true;
        cancellation.Cancel();
    }
}
