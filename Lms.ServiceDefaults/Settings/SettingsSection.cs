using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Lms.ServiceDefaults.Settings;

/// <summary>One section of the configuration; what is wrong in it is said with its path.</summary>
/// <param name="section">The section; it need not exist.</param>
/// <param name="faults">Takes what is wrong.</param>
public sealed class SettingsSection(IConfigurationSection section, SettingsFaults faults)
{
    /// <summary>Whether anything is said of it.</summary>
    public bool Exists => section.Exists();

    /// <summary>A section below it.</summary>
    public SettingsSection Section(string key) => new(section.GetSection(key), faults);

    /// <summary>The sections of a list below it.</summary>
    public IEnumerable<SettingsSection> Items(string key) => section.GetSection(key).GetChildren().Select(item => new SettingsSection(item, faults));

    /// <summary>Complains of keys that mean nothing here: most are misspelt.</summary>
    public void AllowOnly(params string[] known)
    {
        foreach (var key in section.GetChildren().Select(child => child.Key).Where(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase)))
            Fault(key, $"unknown; known here: {string.Join(", ", known)}");
    }

    /// <summary>A text; null where there is none, or blanks only.</summary>
    public string? Text(string key) => section[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    /// <summary>A text that must be there; null, and a fault, where it is not.</summary>
    public string? Required(string key)
    {
        var text = Text(key);
        if (text is null)
            Fault(key, "it is missing");
        return text;
    }

    /// <summary>A list, or a single text.</summary>
    public IReadOnlyList<string> Texts(string key) =>
        section[key] is { Length: > 0 } single ? [single] : [.. section.GetSection(key).GetChildren().Select(child => child.Value ?? "")];

    /// <summary>A list of what is no text, or a single one.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="what">What each is, in the middle of a sentence.</param>
    /// <param name="parse">Reads one.</param>
    public IReadOnlyList<T> List<T>(string key, string what, SettingParser<T> parse)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(parse);
        if (section[key] is { Length: > 0 })
            return Read(key, what, parse) is { } single ? [single] : [];

        var list = Section(key);
        return [.. section.GetSection(key).GetChildren().Select(item => list.ReadText(item.Key, item.Value ?? "", what, parse)).OfType<T>()];
    }

    /// <summary><c>true</c> or <c>false</c>; null where nothing is said.</summary>
    public bool? Flag(string key) => Read<bool>(key, "true or false", bool.TryParse);

    /// <summary>A whole number without a sign; null where nothing is said.</summary>
    public int? WholeNumber(string key) => Read<int>(
        key, "a whole number", static (string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number));

    /// <summary>A number with decimals, without a sign; null where nothing is said.</summary>
    public double? Number(string key) => Read<double>(
        key, "a number", static (string text, out double number) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number));

    /// <summary>Says what is wrong with a setting.</summary>
    public void Fault(string key, string message) => faults.Add($"{section.Path}:{key}", message);

    /// <summary>Anything that has a parser; null where nothing is said, and where it cannot be read, which is a fault.</summary>
    /// <param name="key">The setting.</param>
    /// <param name="what">What it should be, as it stands behind "is not".</param>
    /// <param name="parse">Reads it.</param>
    public T? Read<T>(string key, string what, SettingParser<T> parse)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(parse);
        return Text(key) is { } text ? ReadText(key, text, what, parse) : null;
    }

    private T? ReadText<T>(string key, string text, string what, SettingParser<T> parse)
        where T : struct
    {
        if (parse(text, out var value))
            return value;

        Fault(key, $"'{text}' is not {what}");
        return null;
    }
}

/// <summary>Reads the text of a setting.</summary>
public delegate bool SettingParser<T>(string text, out T value);
