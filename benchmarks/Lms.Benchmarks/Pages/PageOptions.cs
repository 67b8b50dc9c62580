using static Lms.Benchmarks.CommandArguments;

namespace Lms.Benchmarks.Pages;

/// <summary>The command line after <c>benchmarks/run pages</c>.</summary>
/// <param name="Connection">A superuser on a running server, URL or keyword string; null starts one.</param>
/// <param name="Repetitions">At least 1.</param>
/// <param name="Visits">Visits of each page in a repetition, 20–10,000.</param>
/// <param name="Migrations">Applied migrations of each of the two databases, 1–10,000.</param>
/// <param name="Events">Events in the history of each, beside those of its migrations. At least 0.</param>
internal sealed record PageOptions(string? Connection, int Repetitions, int Visits, int Migrations, int Events)
{
    public const string Command = "pages";

    private const string Usage =
        """
        Usage: benchmarks/run pages [--connection postgres://…] [--repetitions 3] [--visits 200] [--migrations 1000] [--events 100000]
        """;

    /// <exception cref="BenchmarkException">An unknown option, or a value that is missing or none of those allowed.</exception>
    public static PageOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new PageOptions(Connection: null, Repetitions: 3, Visits: 200, Migrations: 1_000, Events: 100_000);
        return CommandArguments.Apply(options, arguments, (known, option, value) => known.With(option, value), Usage);
    }

    private PageOptions? With(string option, string value) => option switch
    {
        "--connection" => this with { Connection = value },
        "--repetitions" when Number(value, 1, 100) is { } count => this with { Repetitions = count },
        "--visits" when Number(value, 20, 10_000) is { } count => this with { Visits = count },
        "--migrations" when Number(value, 1, 10_000) is { } count => this with { Migrations = count },
        "--events" when Number(value, 0, 100_000_000) is { } count => this with { Events = count },
        _ => null,
    };
}
