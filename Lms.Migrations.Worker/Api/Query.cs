using System.Globalization;
using Lms.Migrations.Catalog;
using Lms.Migrations.Worker.Runs;

namespace Lms.Migrations.Worker.Api;

/// <summary>Reads what stands behind the question mark, and says all that is wrong with it at once.</summary>
internal sealed class Query
{
    private readonly RequestFaults faults = new();

    public int Limit(string? text, int otherwise, int most)
    {
        if (text is null)
            return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit >= 1 && limit <= most)
            return limit;

        faults.Add("limit", $"'{Short(text)}' is not a number from 1 to {most}");
        return otherwise;
    }

    public long? Number(string name, string? text) => Read<long>(
        name, text, "a whole number from 0", static (string given, out long number) =>
            long.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out number));

    public bool Flag(string name, string? text) => Read<bool>(name, text, "true or false", bool.TryParse) ?? false;

    public DateTimeOffset? Time(string name, string? text) => Read<DateTimeOffset>(
        name, text, "a time such as 2026-12-01T01:00Z", static (string given, out DateTimeOffset time) =>
        {
            var isTime = DateTimeOffset.TryParse(given, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
            // What lies outside of these the database cannot hold.
            return isTime && time.Year is > 1 and < 9999;
        });

    public Guid? Id(string name, string? text) => Read<Guid>(name, text, "an id", Guid.TryParse);

    public MigrationVersion? Version(string name, string? text) => Read<MigrationVersion>(
        name, text, "the digits that a migration's file name begins with", static (string given, out MigrationVersion version) =>
        {
            version = default;
            return given.Length <= 100 && MigrationVersion.TryParse(given, out version);
        });

    /// <summary>A text of no more than so many characters.</summary>
    public string? Text(string name, string? text, int most = 200)
    {
        faults.Length(name, text, 0, most);
        return string.IsNullOrEmpty(text) ? null : text;
    }

    /// <summary>One of a few words.</summary>
    public T? Word<T>(string name, string? text, Func<string, T?> read, IEnumerable<string> known)
        where T : struct
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (read(text) is { } value)
            return value;

        faults.Add(name, $"'{Short(text)}' is not known; known: {string.Join(", ", known)}");
        return null;
    }

    /// <summary>Any number of a few words, each given by itself or with commas between them.</summary>
    public IReadOnlyList<T> Words<T>(string name, string[]? texts, Func<string, T?> read, IReadOnlyList<string> known)
        where T : struct =>
        [.. (texts ?? []).SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Take(100).Select(text => Word(name, text, read, known)).OfType<T>()];

    public void Add(string name, string message) => faults.Add(name, message);

    /// <exception cref="InvalidRequestException">Something is wrong.</exception>
    public void ThrowIfFaulty() => faults.ThrowIfAny();

    private delegate bool Parser<T>(string given, out T value);

    private T? Read<T>(string name, string? text, string what, Parser<T> parse)
        where T : struct
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (parse(text, out var value))
            return value;

        faults.Add(name, $"'{Short(text)}' is not {what}");
        return null;
    }

    private static string Short(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
