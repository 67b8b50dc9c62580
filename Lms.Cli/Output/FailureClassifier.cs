using Lms.Cli.Commands;
using Lms.Cli.Commands.Backfills;
using Lms.Cli.Configuration;
using Lms.Cli.Output.Json;
using Lms.Migrations;
using Lms.Migrations.Failures;
using Lms.Migrations.Leasing;
using Lms.Migrations.Planning;

namespace Lms.Cli.Output;

/// <summary>Turns an exception into its kind and exit code. The one table of both.</summary>
internal static class FailureClassifier
{
    /// <summary>Classifies a failure.</summary>
    /// <param name="exception">What ended the command.</param>
    /// <param name="database">The database it was about, if one.</param>
    public static Failure Classify(Exception exception, string? database = null) => exception switch
    {
        CatalogException catalog => Of("catalog", ExitCode.Usage, exception, database) with
        {
            Message = $"The catalog has {HumanText.Count(catalog.Faults.Count, "fault")}; no database was touched.",
            File = catalog.Faults[0].File,
            Line = catalog.Faults[0].Line,
            Faults = [.. catalog.Faults.Select(fault => new FaultDocument(fault.File, fault.Line, fault.Column, fault.Message))],
        },
        RequestException or UsageException => Of("usage", ExitCode.Usage, exception, database),
        ConfigurationException wrong => Of("configuration", ExitCode.Usage, exception, database) with
        {
            WayOut = wrong.WayOut,
            File = wrong.File,
            Line = wrong.Line,
            Property = wrong.Property,
        },
        StepFailedException failed => OfStatement("migrationFailed", failed, database) with
        {
            Version = failed.Step.Migration.Version.ToString(),
            Name = failed.Step.Migration.Name,
            Blockers = failed.Blockers.Count == 0 ? null : [.. failed.Blockers.Select(ToDocument)],
        },
        BackfillRefusedException => Of("migrationFailed", ExitCode.MigrationFailed, exception, database),
        SeederFailedException failed => OfStatement("seederFailed", failed, database) with { Name = failed.Seeder },
        DatabaseUnavailableException unavailable => Of("unavailable", ExitCode.Unavailable, exception, database) with
        {
            Cause = unavailable.Cause.Wire(),
        },
        UnsearchableException unsearchable => Of("unavailable", ExitCode.Unavailable, exception, unsearchable.Database) with
        {
            Cause = unsearchable.Unavailable.Cause.Wire(),
            WayOut = UnsearchableException.WayOut,
        },
        AppHostNotRunningException => Of("unavailable", ExitCode.Unavailable, exception, database) with
        {
            Cause = "appHostNotRunning",
            WayOut = AppHostNotRunningException.WayOut,
        },
        LeaseNotObtainedException lease => Of("leaseNotObtained", ExitCode.LeaseNotObtained, exception, database) with
        {
            Holder = ToDocument(lease.Holder),
        },
        LeaseLostException => Of("leaseLost", ExitCode.LeaseNotObtained, exception, database),
        RefusedException refused => Of("refused", ExitCode.Refused, exception, database) with
        {
            Refusals = [.. refused.Refusals.Select(ToDocument)],
        },
        DeclinedException => Of("cancelled", ExitCode.Cancelled, exception, database),
        BackfillLeftException left => Of("cancelled", ExitCode.Cancelled, exception, database) with { WayOut = left.WayOut },
        OperationCanceledException => Of("cancelled", ExitCode.Cancelled, exception, database) with
        {
            Message = "Cancelled; nothing was left half-done.",
        },
        _ => Of("internal", ExitCode.MigrationFailed, exception, database) with
        {
            Message = $"{exception.GetType().Name}: {exception.Message}",
        },
    };

    /// <summary>A refusal as JSON has it.</summary>
    public static RefusalDocument ToDocument(Refusal refusal) =>
        new(refusal.Kind.Wire(), refusal.Version?.ToString(), refusal.Message, refusal.WayOut);

    /// <summary>A lease's holder as JSON has it.</summary>
    public static HolderDocument ToDocument(LeaseHolder holder) =>
        new(holder.Actor, holder.Host, holder.ProcessId, holder.RunId, holder.AcquiredAt, holder.HeartbeatAt);

    private static Failure OfStatement(string kind, StatementFailedException failed, string? database) =>
        Of(kind, ExitCode.MigrationFailed, failed, database) with
        {
            File = failed.File,
            Line = failed.Line,
            StatementNumber = failed.Fault?.Number,
            Statement = failed.Fault?.Text,
            SqlState = failed.SqlState,
            Detail = failed.Fault?.Detail,
            Hint = failed.Fault?.Hint,
            Constraint = failed.Fault?.Constraint,
            Table = failed.Fault?.Table,
        };

    private static BlockerDocument ToDocument(Blocker blocker) => new(
        blocker.ProcessId, blocker.User, blocker.Application, blocker.State, blocker.Query, (long)blocker.Age.TotalMilliseconds);

    private static Failure Of(string kind, int exitCode, Exception exception, string? database) => new()
    {
        Kind = kind,
        ExitCode = exitCode,
        Message = exception.Message,
        Database = database,
        WayOut = (exception as MigrationException)?.WayOut,
    };
}
