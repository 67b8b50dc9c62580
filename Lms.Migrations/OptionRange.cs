using System.Globalization;
using Lms.Migrations.Failures;

namespace Lms.Migrations;

/// <summary>Checks that a setting lies in its range.</summary>
internal static class OptionRange
{
    /// <exception cref="RequestException">It does not; the message names it and the range.</exception>
    public static void Check<T>(string name, T value, T least, T most)
        where T : IComparable<T>
    {
        if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
            throw new RequestException($"{name} is {Text(value)}; it must be from {Text(least)} to {Text(most)}.");
    }

    private static string Text<T>(T value) =>
        value is TimeSpan duration ? Duration.Format(duration) : string.Create(CultureInfo.InvariantCulture, $"{value}");
}
