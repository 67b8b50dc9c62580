using System.Globalization;
using Lms.ServiceDefaults;

namespace Lms.Migrations.Worker.Settings;

/// <summary>One section of the configuration; what is wrong in it is said with its path.</summary>
internal sealed class SettingsSection(IConfigurationSection section, SettingsFaults faults)
{
    public bool Exists => section.Exists();

    public SettingsSection Section(string key) => new(section.GetSection(key), faults);

    public IEnumerable<SettingsSection> Items(string key) => section.GetSection(key).GetChildren().Select(item => new SettingsSection(item, faults));

    /// <summary>Complains of keys that mean nothing here: most are misspelt.</summary>
    public void AllowOnly(params string[] known)
    {
        foreach (var key in section.GetChildren().Select(child => child.Key).Where(key => !known.Contains(key, StringComparer.OrdinalIgnoreCase)))
            Fault(key, $"unknown; known here: {string.Join(", ", known)}");
    }

    public string? Text(string key) => section[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

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

    public bool? Flag(string key) => Read<bool>(key, "true or false", bool.TryParse);

    public int? Integer(string key) => Read<int>(
        key, "a whole number", static (string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number));

    public double? Number(string key) => Read<double>(
        key, "a number", static (string text, out double number) => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number));

    public TimeSpan? Duration(string key) => Read<TimeSpan>(key, "a duration such as 250ms, 2s or 5m", Migrations.Duration.TryParse);

    public TimeSpan? Duration(string key, TimeSpan least, TimeSpan most)
    {
        var duration = Duration(key);
        if (duration < least || duration > most)
            Fault(key, $"{Migrations.Duration.Format(duration.Value)} is out of range; it must be from {Migrations.Duration.Format(least)} to {Migrations.Duration.Format(most)}");
        return duration;
    }

    public void Fault(string key, string message) => faults.Add($"{section.Path}:{key}", message);

    private delegate bool Parser<T>(string text, out T value);

    private T? Read<T>(string key, string what, Parser<T> parse)
        where T : struct
    {
        if (Text(key) is not { } text)
            return null;
        if (parse(text, out var value))
            return value;

        Fault(key, $"'{text}' is not {what}");
        return null;
    }
}

/// <summary>Gathers what is wrong with the configuration.</summary>
internal sealed class SettingsFaults
{
    private readonly List<string> all = [];

    public void Add(string path, string message) => all.Add($"{path}: {message}.");

    /// <exception cref="ServiceConfigurationException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (all.Count > 0)
            throw new ServiceConfigurationException(string.Join(Environment.NewLine, all.Prepend("The configuration is wrong:")));
    }
}
