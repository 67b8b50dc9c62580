namespace Lms.Cli.Configuration;

/// <summary>No dashboard was named, and the app host has none to ask.</summary>
internal sealed class NoDashboardException : Exception
{
    private NoDashboardException(string message, string cause, string wayOut)
        : base(message) => (Cause, WayOut) = (cause, wayOut);

    /// <summary>The machine's word for why.</summary>
    public string Cause { get; }

    public string WayOut { get; }

    public static NoDashboardException NoAppHost() => new(
        "No app host runs here, so there is no dashboard of one.", "appHostNotRunning",
        "Start it with 'dotnet run --project Lms.AppHost', or say which dashboard with --url URL.");

    public static NoDashboardException NotInAppHost(RunningAppHost host) => new(
        $"The app host that runs here (process {host.ProcessId}) has no dashboard that is up.", "dashboardUnreachable",
        "Its screen says why; it starts one with its workers, unless it was told --no-dashboard or --workers 0.");

    public static NoDashboardException NoWorkerInAppHost(RunningAppHost host) => new(
        $"The app host that runs here (process {host.ProcessId}) has no worker that is up, and its dashboard nobody to ask.", "workerUnreachable",
        "Its screen says why; one that has died is started again by itself.");
}
