using System.CommandLine;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;

namespace Lms.Cli.Commands;

/// <summary>Where every command begins and ends: opens its session and turns whatever escapes it into an exit code.</summary>
internal sealed class CommandBoundary(GlobalOptions options, Terminal terminal, TerminationSignals termination, TimeProvider time)
{
    /// <summary>Makes <paramref name="run"/> the command's action.</summary>
    public void Bind(Command command, Func<Session, ParseResult, CancellationToken, Task<int>> run) =>
        command.SetAction((parsed, cancellationToken) => RunAsync(HelpWithExamples.NameOf(command), parsed, run, cancellationToken));

    private async Task<int> RunAsync(
        string command, ParseResult parsed, Func<Session, ParseResult, CancellationToken, Task<int>> run, CancellationToken cancellationToken)
    {
        using var session = new Session(command, options.Read(parsed), terminal, termination, time);
        using var notice = cancellationToken.Register(() => AnnounceCancelling(session));
        try
        {
            return await run(session, parsed, cancellationToken);
        }
#pragma warning disable CA1031 // The boundary of the process: whatever ends the command is shown, logged and becomes an exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var failure = FailureClassifier.Classify(exception);
            FailureReport.Show(session, failure);
            if (session.Settings.IsJson)
                JsonOutput.Write(terminal.Out, new ErrorDocument(failure), DocumentContext.Default.ErrorDocument);
            return failure.ExitCode;
        }
    }

    // A live display says it itself.
    private void AnnounceCancelling(Session session)
    {
        if (!terminal.IsLive && !session.OnlyLooks)
            session.Announce("cancelling, waiting for clean-up (Ctrl+C again leaves at once)");
    }
}
