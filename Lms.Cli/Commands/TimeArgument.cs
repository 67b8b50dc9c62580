using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;
using Lms.Migrations;

namespace Lms.Cli.Commands;

/// <summary>A point in time as the command line names it: itself, or how long ago it was.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TimeArgument(DateTimeOffset? At, TimeSpan Ago)
{
    // As a table shows a time, and as ISO 8601 writes it. Without an offset it is meant where the reader is, as the table means it.
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    public static TimeArgument? Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Duration.TryParse(text, out var ago))
            return new TimeArgument(null, ago);
        if (DateTimeOffset.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out var at))
            return new TimeArgument(at, TimeSpan.Zero);

        result.AddError(
            $"'{text}' is not a time: give a date such as 2026-01-31, an ISO 8601 time such as 2026-01-31T09:30Z, or how long ago, as in 2h or 7d (365d at the most).");
        return null;
    }

    public DateTimeOffset Resolve(TimeProvider time) => At ?? time.GetUtcNow() - Ago;
}
