using Npgsql;

namespace Lms.EmbeddedPostgres.Servers;

/// <summary>Turns <c>postgres://user:password@host:port/database?sslmode=…</c> into Npgsql's keywords.</summary>
internal static class ConnectionUrl
{
    /// <returns>A keyword string unchanged, a URL translated.</returns>
    /// <exception cref="EmbeddedPostgresException">It is neither; the message does not repeat it, for it holds a password.</exception>
    public static string ToKeywords(string connection)
    {
        if (!connection.StartsWith("postgres://", StringComparison.Ordinal) && !connection.StartsWith("postgresql://", StringComparison.Ordinal))
            return connection;
        if (!Uri.TryCreate(connection, UriKind.Absolute, out var url))
            throw new EmbeddedPostgresException("The connection URL is not of the form postgres://user:password@host:port/database.");

        var keywords = new NpgsqlConnectionStringBuilder { Host = Uri.UnescapeDataString(url.Host) };
        if (url.Port > 0)
            keywords.Port = url.Port;
        var user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            keywords.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            keywords.Password = Uri.UnescapeDataString(user[1]);
        if (url.AbsolutePath.Length > 1)
            keywords.Database = Uri.UnescapeDataString(url.AbsolutePath[1..]);
        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
            Set(keywords, pair.Split('=', 2));
        return keywords.ConnectionString;
    }

    private static void Set(NpgsqlConnectionStringBuilder keywords, string[] pair)
    {
        var name = Uri.UnescapeDataString(pair[0]);
        var value = pair.Length > 1 ? Uri.UnescapeDataString(pair[1]) : "";
        try
        {
            switch (name)
            {
                case "sslmode":
                    keywords.SslMode = Enum.Parse<SslMode>(value.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);
                    break;
                case "connect_timeout":
                    keywords.Timeout = int.Parse(value);
                    break;
                case "application_name":
                    keywords.ApplicationName = value;
                    break;
                default:
                    keywords[name] = value;
                    break;
            }
        }
        catch (Exception fault) when (fault is ArgumentException or FormatException or OverflowException)
        {
            throw new EmbeddedPostgresException($"The connection URL's parameter '{name}' is not understood.", fault);
        }
    }
}
