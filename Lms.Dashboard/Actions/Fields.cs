using System.Globalization;

namespace Lms.Dashboard.Actions;

/// <summary>What was typed into a form.</summary>
internal sealed class Fields(IFormCollection form)
{
    /// <summary>Without blanks around it; null for nothing.</summary>
    public string? Text(string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;

    public string Required(string name, string what) => Text(name) ?? throw new RefusedActionException($"{what} is missing.");

    public bool Flag(string name) => form[name].ToString() is "true" or "on";

    public IReadOnlyList<string> All(string name) => [.. form[name].OfType<string>().Where(text => text.Length > 0)];

    public int? Number(string name, string what) => Text(name) switch
    {
        null => null,
        var text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new RefusedActionException($"{what} is '{text}', which is not a whole number."),
    };

    /// <summary>A day and time as the reader's clock shows it.</summary>
    /// <exception cref="RefusedActionException">It is none, or that clock never shows it: an hour is skipped in spring.</exception>
    public DateTimeOffset? Time(string name, string what, TimeZoneInfo zone)
    {
        if (Text(name) is not { } text)
            return null;
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local))
            throw new RefusedActionException($"{what} is '{text}', which is not a day and time such as 2026-12-01 02:30.");

        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (zone.IsInvalidTime(local))
            throw new RefusedActionException($"{what} is {local:yyyy-MM-dd HH:mm}, which clocks in {zone.Id} skip.", "Choose a time an hour earlier or later.");
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    /// <summary>Whoever undoes things, or overrides what protects them, says which database they mean, and why.</summary>
    public void RequireConfirmation(string database)
    {
        if (Text("confirm") != database)
            throw new RefusedActionException($"Nothing was done: the name of the database was not typed as it is, '{database}'.", "Type it once more.");
        if (Text("reason") is null)
            throw new RefusedActionException("Nothing was done: a reason is missing.", "Say why; it stays in the history.");
    }
}
