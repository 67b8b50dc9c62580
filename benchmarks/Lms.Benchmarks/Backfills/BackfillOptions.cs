using System.Globalization;

namespace Lms.Benchmarks.Backfills;

/// <summary>The command line after <c>benchmarks/run backfill</c>.</summary>
/// <param name="Connection">A superuser on a running server with fsync on, URL or keyword string; null starts one.</param>
/// <param name="Repetitions">At least 1.</param>
/// <param name="Rows">Rows or documents; one table of figures each. At least 1,000.</param>
/// <param name="Engines"><c>postgresql</c>, <c>mongodb</c>.</param>
/// <param name="Lanes">Numbers of lanes; each is measured with and without undo.</param>
internal sealed record BackfillOptions(
    string? Connection, int Repetitions, IReadOnlyList<int> Rows, IReadOnlyList<string> Engines, IReadOnlyList<int> Lanes)
{
    public const string Command = "backfill";

    public const string Usage =
        """
        Usage: benchmarks/run backfill [--connection postgres://…] [--repetitions 3] [--rows 1000000,10000000]
                                       [--engines postgresql,mongodb] [--lanes 1,2,4]
        """;

    /// <exception cref="BenchmarkException">An unknown option, or a value that is missing or none of those allowed.</exception>
    public static BackfillOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BackfillOptions(
            Connection: null, Repetitions: 3, Rows: [1_000_000], Engines: [AccountsTable.Name, UsersCollection.Name], Lanes: [1, 2, 4]);
        return CommandArguments.Apply(options, arguments, (known, option, value) => known.With(option, value), Usage);
    }

    private BackfillOptions? With(string option, string value) => option switch
    {
        "--connection" => this with { Connection = value },
        "--repetitions" when Numbers(value, 1) is [var count] => this with { Repetitions = count },
        "--rows" when Numbers(value, 1_000) is { } rows => this with { Rows = rows },
        "--engines" when value.Split(',').All(engine => engine is AccountsTable.Name or UsersCollection.Name) =>
            this with { Engines = value.Split(',') },
        "--lanes" when Numbers(value, 1) is { } lanes => this with { Lanes = lanes },
        _ => null,
    };

    private static int[]? Numbers(string text, int least)
    {
        var parts = text.Split(',');
        var numbers = parts
            .Select(part => int.TryParse(part, CultureInfo.InvariantCulture, out var number) ? number : 0)
            .Where(number => number >= least)
            .ToArray();
        return numbers.Length == parts.Length ? numbers : null;
    }
}
