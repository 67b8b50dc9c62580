using static Lms.Benchmarks.CommandArguments;

namespace Lms.Benchmarks.Watching;

/// <summary>The command line after <c>benchmarks/run watch</c>.</summary>
/// <param name="Connection">A superuser on a running server with fsync on, URL or keyword string; null starts one.</param>
/// <param name="Repetitions">At least 1.</param>
/// <param name="Watchers">Clients that watch the run, 1–5,000.</param>
/// <param name="RequestsPerSecond">Questions about the status, 1–1,000.</param>
/// <param name="Rows">Rows of the backfill that is watched, at least 1,000.</param>
/// <param name="Migrations">Migrations behind the backfill, whose events come all at once. At least 1.</param>
internal sealed record WatchOptions(string? Connection, int Repetitions, int Watchers, int RequestsPerSecond, int Rows, int Migrations)
{
    public const string Command = "watch";

    private const string Usage =
        """
        Usage: benchmarks/run watch [--connection postgres://…] [--repetitions 3] [--watchers 200] [--requests 50]
                                    [--rows 2000000] [--migrations 200]
        """;

    /// <exception cref="BenchmarkException">An unknown option, or a value that is missing or none of those allowed.</exception>
    public static WatchOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new WatchOptions(Connection: null, Repetitions: 3, Watchers: 200, RequestsPerSecond: 50, Rows: 2_000_000, Migrations: 200);
        return CommandArguments.Apply(options, arguments, (known, option, value) => known.With(option, value), Usage);
    }

    private WatchOptions? With(string option, string value) => option switch
    {
        "--connection" => this with { Connection = value },
        "--repetitions" when Number(value, 1, 100) is { } count => this with { Repetitions = count },
        "--watchers" when Number(value, 1, 5_000) is { } count => this with { Watchers = count },
        "--requests" when Number(value, 1, 1_000) is { } count => this with { RequestsPerSecond = count },
        "--rows" when Number(value, 1_000, int.MaxValue) is { } count => this with { Rows = count },
        "--migrations" when Number(value, 1, 10_000) is { } count => this with { Migrations = count },
        _ => null,
    };
}
