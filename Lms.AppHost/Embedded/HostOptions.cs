namespace Lms.AppHost;

/// <summary>What the command line asks for.</summary>
/// <param name="Checkout">Whose migrations to apply.</param>
/// <param name="Port">TCP port of PostgreSQL, 1–65535; 0 takes the one of the last start.</param>
/// <param name="DataDirectory">Where PostgreSQL's data persists; null: a directory of the checkout's own.</param>
/// <param name="Connection">A server that already runs, as a <c>postgres://</c> URL or a keyword string; null starts one.</param>
internal sealed record HostOptions(Checkout Checkout, int Port, string? DataDirectory, string? Connection)
{
    /// <summary>Two, so that what one worker does is seen by another, and one can be killed.</summary>
    public const int DefaultWorkers = 2;

    /// <summary>As many as a developer's machine can use.</summary>
    public const int MostWorkers = 8;

    /// <summary>How many workers to start, 0–8; with none, the host applies what is pending itself.</summary>
    public int Workers { get; init; } = DefaultWorkers;

    /// <summary>TCP port of the first worker, 1–65535, the others take the next free ones; 0 takes those of the last start.</summary>
    public int WorkerPort { get; init; }

    /// <summary>Whether to start the dashboard; it is started with workers only.</summary>
    public bool HasDashboard { get; init; } = true;

    /// <summary>TCP port of the dashboard, 1–65535; 0 takes that of the last start.</summary>
    public int DashboardPort { get; init; }

    /// <summary>Whether to open MongoDB's endpoint before the documents.</summary>
    public bool HasMongo { get; init; } = true;

    /// <summary>TCP port of that endpoint, 1–65535; 0 takes that of the last start.</summary>
    public int MongoPort { get; init; }

    /// <summary>Provide what a start needs, and exit.</summary>
    public bool OnlyPrepare { get; init; }
}
