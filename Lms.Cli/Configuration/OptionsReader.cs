using Lms.Migrations;
using Lms.Migrations.Failures;

namespace Lms.Cli.Configuration;

/// <summary>Reads the <c>options</c> of a configuration.</summary>
internal static class OptionsReader
{
    private static readonly string[] Known =
    [
        "lockTimeout", "concurrentLockTimeout", "statementTimeout", "lockAttempts", "retryDelay", "retryDelayLimit",
        "leaseWait", "leaseDuration", "cleanupTimeout", "connectTimeout", "backfill",
    ];

    /// <summary>Reads the object that the settings stand at; what it leaves out keeps its default.</summary>
    public static MigrationRunnerOptions Read(ref JsonSettings settings)
    {
        var options = new MigrationRunnerOptions();
        settings.EnterObject();
        while (settings.NextProperty() is { } property)
        {
            options = property switch
            {
                "lockTimeout" => options with { LockTimeout = settings.ReadDuration() },
                "concurrentLockTimeout" => options with { ConcurrentLockTimeout = settings.ReadDuration() },
                "statementTimeout" => options with { StatementTimeout = settings.ReadDuration() },
                "lockAttempts" => options with { LockAttempts = settings.ReadInteger() },
                "retryDelay" => options with { RetryDelay = settings.ReadDuration() },
                "retryDelayLimit" => options with { RetryDelayLimit = settings.ReadDuration() },
                "leaseWait" => options with { LeaseWait = settings.ReadDuration() },
                "leaseDuration" => options with { LeaseDuration = settings.ReadDuration() },
                "cleanupTimeout" => options with { CleanupTimeout = settings.ReadDuration() },
                "connectTimeout" => options with { ConnectTimeout = settings.ReadDuration() },
                "backfill" => options with { Backfill = BackfillSettingsReader.Read(ref settings) },
                _ => throw settings.UnknownProperty(Known),
            };

            // Checked value by value, so that a fault is told where it stands.
            Check(ref settings, options);
            settings.Leave();
        }

        return options;
    }

    /// <exception cref="ConfigurationException">A value is out of its range.</exception>
    public static void Check(ref JsonSettings settings, MigrationRunnerOptions options)
    {
        try
        {
            options.Validate();
        }
        catch (RequestException exception)
        {
            throw settings.Fault(exception.Message);
        }
    }
}
