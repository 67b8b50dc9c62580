using Lms.ServiceDefaults.Settings;

namespace Lms.Migrations.Worker.Settings;

/// <summary>Durations among the settings, as the engine writes them: <c>250ms</c>, <c>2s</c>, <c>5m</c>.</summary>
internal static class DurationSettings
{
    public static TimeSpan? Duration(this SettingsSection section, string key) =>
        section.Read<TimeSpan>(key, "a duration such as 250ms, 2s or 5m", Migrations.Duration.TryParse);

    public static TimeSpan? Duration(this SettingsSection section, string key, TimeSpan least, TimeSpan most)
    {
        var duration = section.Duration(key);
        if (duration < least || duration > most)
            section.Fault(key, $"{Migrations.Duration.Format(duration.Value)} is out of range; it must be from {Migrations.Duration.Format(least)} to {Migrations.Duration.Format(most)}");
        return duration;
    }
}
