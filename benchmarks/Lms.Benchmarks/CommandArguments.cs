using System.Globalization;

namespace Lms.Benchmarks;

/// <summary>A command line of options that each take a value.</summary>
internal static class CommandArguments
{
    /// <summary>Applies one option after the other.</summary>
    /// <param name="options">What holds without any.</param>
    /// <param name="arguments">Names and values in turn.</param>
    /// <param name="with">The options with one more; null when its name or its value is not understood.</param>
    /// <param name="usage">Said with a fault.</param>
    /// <exception cref="BenchmarkException">A value is missing, or an option is not understood.</exception>
    public static T Apply<T>(T options, IReadOnlyList<string> arguments, Func<T, string, string, T?> with, string usage)
        where T : class
    {
        for (var index = 0; index < arguments.Count; index += 2)
        {
            if (index + 1 == arguments.Count)
                throw new BenchmarkException($"{arguments[index]} wants a value.\n{usage}");
            options = with(options, arguments[index], arguments[index + 1]) ?? throw new BenchmarkException(
                $"{arguments[index]} {arguments[index + 1]} is not understood.\n{usage}");
        }

        return options;
    }

    /// <summary>A whole number within bounds; null for anything else.</summary>
    public static int? Number(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number : null;
}
