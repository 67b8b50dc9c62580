using Lms.Migrations;
using Lms.Migrations.Failures;

namespace Lms.Cli.Configuration;

/// <summary>Reads the <c>options</c> of a configuration.</summary>
internal static class OptionsReader
{
    private static readonly string[] Known =
    [
        "lockTimeout", "concurrentLockTimeout", "statementTimeout", "lockAttempts", "retryDelay", "retryDelayLimit",
        "leaseWait", "leaseDuration", "cleanupTimeout", "connectTimeout",
    ];

    /// <summary>Reads the object that the settings stand at; what it leaves out keeps its default.</summary>
    public static MigrationRunnerOptions Read(ref JsonSettings settings)
    {
        Dictionary<string, TimeSpan> durations = [];
        int? lockAttempts = null;

        settings.EnterObject();
        while (settings.NextProperty() is { } property)
        {
            if (property == "lockAttempts")
                lockAttempts = settings.ReadInteger();
            else if (Known.Contains(property))
                durations[property] = ReadDuration(ref settings);
            else
                throw settings.UnknownProperty(Known);
            settings.Leave();
        }

        return Check(ref settings, Build(durations, lockAttempts));
    }

    private static TimeSpan ReadDuration(ref JsonSettings settings)
    {
        var text = settings.ReadString();
        return Duration.TryParse(text, out var duration)
            ? duration
            : throw settings.Fault($"'{text}' is not a duration", "A duration is a number with ms, s, m, h or d, as in \"2s\", or \"0\".");
    }

    private static MigrationRunnerOptions Build(Dictionary<string, TimeSpan> durations, int? lockAttempts)
    {
        var defaults = new MigrationRunnerOptions();
        return new MigrationRunnerOptions
        {
            LockTimeout = durations.GetValueOrDefault("lockTimeout", defaults.LockTimeout),
            ConcurrentLockTimeout = durations.GetValueOrDefault("concurrentLockTimeout", defaults.ConcurrentLockTimeout),
            StatementTimeout = durations.GetValueOrDefault("statementTimeout", defaults.StatementTimeout),
            LockAttempts = lockAttempts ?? defaults.LockAttempts,
            RetryDelay = durations.GetValueOrDefault("retryDelay", defaults.RetryDelay),
            RetryDelayLimit = durations.GetValueOrDefault("retryDelayLimit", defaults.RetryDelayLimit),
            LeaseWait = durations.GetValueOrDefault("leaseWait", defaults.LeaseWait),
            LeaseDuration = durations.GetValueOrDefault("leaseDuration", defaults.LeaseDuration),
            CleanupTimeout = durations.GetValueOrDefault("cleanupTimeout", defaults.CleanupTimeout),
            ConnectTimeout = durations.GetValueOrDefault("connectTimeout", defaults.ConnectTimeout),
        };
    }

    private static MigrationRunnerOptions Check(ref JsonSettings settings, MigrationRunnerOptions options)
    {
        try
        {
            options.Validate();
            return options;
        }
        catch (RequestException exception)
        {
            throw settings.Fault(exception.Message);
        }
    }
}
