using Npgsql;

namespace Lms.AppHost.Embedded.Databases;

/// <summary>Writes the URL by which the engine reaches documents on a PostgreSQL server.</summary>
internal static class DocumentUrl
{
    /// <summary><c>documentdb://user:password@host:port/name?database=…</c>; whatever else the connection sets becomes a parameter.</summary>
    /// <param name="name">The logical database.</param>
    /// <param name="connectionString">Npgsql keyword string to the PostgreSQL database that has the extension.</param>
    public static string To(string name, string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var password = settings.Password is { Length: > 0 } secret ? ":" + Uri.EscapeDataString(secret) : "";
        var user = settings.Username is { Length: > 0 } username ? $"{Uri.EscapeDataString(username)}{password}@" : "";
        // A socket's directory, or several hosts, cannot stand in a URL's host.
        var isHost = Uri.CheckHostName(settings.Host) is not UriHostNameType.Unknown;
        var host = isHost ? new UriBuilder("documentdb", settings.Host!).Host : "localhost";
        var parameters = settings.Where(setting => IsParameter(setting.Key, isHost))
            .Select(setting => $"{Uri.EscapeDataString(setting.Key)}={Uri.EscapeDataString($"{setting.Value}")}");
        return $"documentdb://{user}{host}:{settings.Port}/{Uri.EscapeDataString(name)}?{string.Join('&', parameters)}";
    }

    private static bool IsParameter(string keyword, bool isHost) =>
        keyword is not ("Port" or "Username" or "Password") && (keyword != "Host" || !isHost);
}
