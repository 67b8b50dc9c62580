namespace Lms.Cli.Configuration;

/// <summary>The only configuration in reach was left behind by an app host that no longer runs.</summary>
internal sealed class AppHostNotRunningException(RunningAppHost host)
    : Exception($"The app host (process {host.ProcessId}) that wrote {host.File} is not running, so neither is its database.")
{
    public const string WayOut =
        "Start it with 'dotnet run --project Lms.AppHost', or say which database with --connection and --catalog, or with --config.";
}
