using Lms.Cli.Commands;
using Lms.Cli.Commands.Backfills;
using Lms.Cli.Configuration;
using Lms.Cli.Databases.Remote;
using Lms.Contracts.Client;
using Lms.Contracts.Failures;
using Lms.Contracts.Mapping;

namespace Lms.Cli.Output;

/// <summary>Turns an exception into its kind and exit code: those of this command itself, and what a worker told; the engine's have a
/// table of their own.</summary>
internal static class FailureClassifier
{
    /// <summary>Classifies a failure.</summary>
    /// <param name="exception">What ended the command.</param>
    /// <param name="database">The database it was about, if one.</param>
    public static Failure Classify(Exception exception, string? database = null) => exception switch
    {
        UsageException => Of("usage", ExitCode.Usage, exception, database),
        ConfigurationException wrong => Of("configuration", ExitCode.Usage, exception, database) with
        {
            WayOut = wrong.WayOut,
            File = wrong.File,
            Line = wrong.Line,
            Property = wrong.Property,
        },
        UnsearchableException unsearchable => unsearchable.Failure,
        AppHostNotRunningException => Of("unavailable", ExitCode.Unavailable, exception, database) with
        {
            Cause = "appHostNotRunning",
            WayOut = AppHostNotRunningException.WayOut,
        },
        NoDashboardException none => Of("unavailable", ExitCode.Unavailable, exception, database) with
        {
            Cause = none.Cause,
            WayOut = none.WayOut,
        },
        DeclinedException => Of("cancelled", ExitCode.Cancelled, exception, database),
        BackfillLeftException left => Of("cancelled", ExitCode.Cancelled, exception, database) with { WayOut = left.WayOut },
        WatchStoppedException stopped => Of("cancelled", ExitCode.Cancelled, exception, database) with { WayOut = stopped.WayOut },
        RunCancelledException => Of("cancelled", ExitCode.Cancelled, exception, database),
        RunFailedException failed => failed.Failure with { Database = failed.Failure.Database ?? database },
        ApiException refused => refused.Failure with { Database = refused.Failure.Database ?? database },
        _ => exception.ToFailure(database),
    };

    private static Failure Of(string kind, int exitCode, Exception exception, string? database) => new()
    {
        Kind = kind,
        ExitCode = exitCode,
        Message = exception.Message,
        Database = database,
    };
}
