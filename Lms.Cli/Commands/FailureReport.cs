using Lms.Cli.Logging;
using Lms.Cli.Output.Views;
using Lms.Contracts.Failures;

namespace Lms.Cli.Commands;

/// <summary>Tells a failure to whoever is there: the person at the terminal and the log. JSON is the caller's.</summary>
internal static class FailureReport
{
    public static void Show(Session session, Failure failure)
    {
        if (!session.Settings.IsJson)
            FailureView.Draw(session.Terminal.ErrorCanvas, failure);
        if (failure.Kind is "usage" or "configuration")
            return;

        if (failure.ExitCode == ExitCode.Cancelled)
            Log.CommandCancelled(session.Log.For(failure.Database), session.Command);
        else
            Log.CommandFailed(session.Log.For(failure.Database), session.Command, failure.Kind, Explain(failure));
    }

    private static string Explain(Failure failure)
    {
        var place = failure.File is { } file ? $" at {file}:{failure.Line ?? 1}" : "";
        var state = failure.SqlState is { } sqlState ? $" (SQLSTATE {sqlState})" : "";
        var reasons = failure.Faults?.Select(fault => $"{fault.File}:{fault.Line}:{(fault.Column is { } column ? $"{column}:" : "")} {fault.Message}")
            ?? failure.Refusals?.Select(refusal => refusal.Message)
            ?? [];
        return string.Join(" | ", [$"{failure.Message}{place}{state}", .. reasons]);
    }
}
