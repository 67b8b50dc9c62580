namespace Lms.AppHost;

/// <summary>What the command line asks for.</summary>
/// <param name="Checkout">Whose migrations to apply.</param>
/// <param name="Port">TCP port of PostgreSQL, 1–65535; 0 takes the one of the last start.</param>
/// <param name="DataDirectory">Where PostgreSQL's data persists; null: a directory of the checkout's own.</param>
/// <param name="Connection">A server that already runs, as a <c>postgres://</c> URL or a keyword string; null starts one.</param>
internal sealed record HostOptions(Checkout Checkout, int Port, string? DataDirectory, string? Connection)
{
    /// <summary>Provide what a start needs, and exit.</summary>
    public bool OnlyPrepare { get; init; }
}
