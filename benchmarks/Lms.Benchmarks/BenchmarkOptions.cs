using System.Globalization;
using Lms.Benchmarks.Rows;
using Lms.Benchmarks.Tools;

namespace Lms.Benchmarks;

/// <summary>The command line.</summary>
/// <param name="Connection">A superuser on a running server with fsync on, URL or keyword string; null starts one.</param>
/// <param name="Repetitions">At least 1; the published figures use 7 or more.</param>
/// <param name="Rows">Keys to run; empty = all.</param>
/// <param name="Tools">Names to run besides the floor; empty = all.</param>
internal sealed record BenchmarkOptions(string? Connection, int Repetitions, IReadOnlyList<string> Rows, IReadOnlyList<string> Tools)
{
    public const string Usage =
        """
        Usage: benchmarks/run [--connection postgres://…] [--repetitions 7] [--rows apply-8,noop] [--tools lms,dbmate]
        Rows:  apply-8 apply-100 apply-1000 noop status race-4 race-16 kill
        """;

    /// <exception cref="BenchmarkException">An unknown option or a value that is missing or no number.</exception>
    public static BenchmarkOptions Parse(IReadOnlyList<string> arguments)
    {
        var options = new BenchmarkOptions(Connection: null, Repetitions: 7, Rows: [], Tools: []);
        return CommandArguments.Apply(options, arguments, (known, option, value) => known.With(option, value), Usage);
    }

    public bool Includes(Row row) => Rows.Count == 0 || Rows.Contains(row.Key, StringComparer.Ordinal);

    /// <summary>The floor is in every comparison.</summary>
    public bool Includes(Tool tool)
    {
        return Tools.Count == 0 || tool is PsqlFloor || Tools.Contains(tool.Name, StringComparer.OrdinalIgnoreCase);
    }

    private BenchmarkOptions? With(string option, string value) => option switch
    {
        "--connection" => this with { Connection = value },
        "--repetitions" when int.TryParse(value, CultureInfo.InvariantCulture, out var count) && count > 0 =>
            this with { Repetitions = count },
        "--rows" => this with { Rows = value.Split(',') },
        "--tools" => this with { Tools = value.Split(',') },
        _ => null,
    };
}
