using System.Runtime.InteropServices;

namespace Lms.Cli;

/// <summary>Ctrl+C and SIGTERM: the first asks the run to stop and clean up, a second Ctrl+C ends the process at once.</summary>
internal sealed class TerminationSignals : IDisposable
{
    private const string ShowCursor = "\u001b[?25h";

    private readonly CancellationTokenSource cancellation = new();
    private readonly CancellationTokenSource termination = new();
    private readonly PosixSignalRegistration interrupt;
    private readonly PosixSignalRegistration terminate;

    public TerminationSignals()
    {
        interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, OnInterrupt);
        terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnTerminate);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => cancellation.Token;

    /// <summary>Cancelled by SIGTERM, also when Ctrl+C came before it: whoever sends it answers no question.</summary>
    public CancellationToken Terminated => termination.Token;

    /// <summary>Whether the first was Ctrl+C, so that somebody sits at the keyboard; SIGTERM comes from programs.</summary>
    public bool WasInterrupt { get; private set; }

    /// <inheritdoc/>
    public void Dispose()
    {
        interrupt.Dispose();
        terminate.Dispose();
        cancellation.Dispose();
        termination.Dispose();
    }

    private void OnInterrupt(PosixSignalContext context)
    {
        if (!cancellation.IsCancellationRequested)
        {
            WasInterrupt = true;
            context.Cancel = true;
            cancellation.Cancel();
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
        termination.Cancel();
    }
}
