using Lms.ServiceDefaults.Secrets;

namespace Lms.Migrations.Worker.Settings;

/// <summary>The secrets among what a worker is configured with.</summary>
internal static class SettingsSecrets
{
    private const int ShortestKey = 12;

    public static void AddSettings(this SecretRedactor secrets, WorkerSettings settings, IConfiguration configuration)
    {
        secrets.AddConnectionString(settings.PlatformConnection);
        if (settings.PlatformOwnerConnection is { } owner)
            secrets.AddConnectionString(owner);
        if (settings.BootstrapToken is { } token)
            secrets.Add(token);
        foreach (var database in settings.Databases)
        {
            secrets.AddConnectionString(database.Target.ConnectionString);
            foreach (var url in new[] { database.Hooks.Before?.Url, database.Hooks.After?.Url }.OfType<Uri>())
                secrets.AddWebhook(url);
        }

        secrets.AddOthers(configuration);
    }

    /// <summary>Some services have their key in the query, others in the path; all of it is masked where the whole address is named, and what looks
    /// like a key wherever it stands.</summary>
    private static void AddWebhook(this SecretRedactor secrets, Uri url)
    {
        secrets.AddConnectionString(url.OriginalString);
        if (url.Query.Length > 1)
            secrets.Add(url.Query);
        if (url.AbsolutePath.Length > 1)
            secrets.Add(url.Authority + url.AbsolutePath);
        foreach (var key in url.Segments.Select(segment => segment.TrimEnd('/')).Where(IsKey))
            secrets.Add(key);
    }

    // "maintenance" is a word, and words stand everywhere.
    private static bool IsKey(string segment) => segment.Length >= ShortestKey && segment.Any(char.IsAsciiDigit);

    /// <summary>Those that have no section of ours, such as the password of Kestrel's certificate, or a connection of Orleans' own.</summary>
    private static void AddOthers(this SecretRedactor secrets, IConfiguration configuration)
    {
        foreach (var (key, value) in configuration.AsEnumerable())
        {
            if (value is not null && key.EndsWith(":Password", StringComparison.OrdinalIgnoreCase))
                secrets.Add(value);
            if (value is not null && key.EndsWith(":ConnectionString", StringComparison.OrdinalIgnoreCase))
                secrets.AddConnectionString(value);
        }
    }
}
