using Lms.Migrations.Failures;
using Npgsql;

namespace Lms.Migrations.Postgres;

/// <summary>Reads connection strings in either of the two forms people have at hand.</summary>
public static class PostgresConnectionString
{
    /// <summary>Turns a <c>postgres://user:password@host:port/database?sslmode=require</c> URL, or a keyword string, into
    /// a keyword string. Query parameters may be Npgsql's keywords or libpq's names.</summary>
    /// <exception cref="RequestException">The text is neither; the message does not repeat it, for it may hold a password.</exception>
    public static string Normalize(string urlOrKeywords) => Parse(urlOrKeywords).ConnectionString;

    internal static NpgsqlConnectionStringBuilder Parse(string urlOrKeywords)
    {
        try
        {
            return IsUrl(urlOrKeywords) ? ParseUrl(new Uri(urlOrKeywords)) : new NpgsqlConnectionStringBuilder(urlOrKeywords);
        }
        catch (Exception exception) when (IsFaulty(exception))
        {
            throw new RequestException(
                "The connection string cannot be read; write postgres://user:password@host:5432/database or "
                + "Host=…;Port=5432;Database=…;Username=…;Password=…, with special characters percent-encoded in a URL.");
        }
    }

    /// <summary>True for what is thrown when a text is no connection string; its message may repeat a password.</summary>
    internal static bool IsFaulty(Exception exception) =>
        exception is ArgumentException or FormatException or NotSupportedException or InvalidCastException or OverflowException;

    private static bool IsUrl(string text) =>
        text.StartsWith("postgres://", StringComparison.Ordinal) || text.StartsWith("postgresql://", StringComparison.Ordinal);

    /// <summary>Takes a URL of whatever scheme apart; its path is the database unless a parameter names one.</summary>
    internal static NpgsqlConnectionStringBuilder ParseUrl(Uri url)
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = url.Host.Length > 0 ? Uri.UnescapeDataString(url.Host).Trim('[', ']') : "localhost",
            Port = url.Port > 0 ? url.Port : NpgsqlConnection.DefaultPort,
        };
        if (url.AbsolutePath.Length > 1)
            builder.Database = Uri.UnescapeDataString(url.AbsolutePath[1..]);

        var credentials = url.UserInfo.Split(':', 2);
        if (credentials[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(credentials[0]);
        if (credentials.Length > 1)
            builder.Password = Uri.UnescapeDataString(credentials[1]);

        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            builder[Keyword(Uri.UnescapeDataString(parts[0]))] = Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : "");
        }

        return builder;
    }

    // Where libpq's name for a setting is not one of Npgsql's aliases.
    private static string Keyword(string name) => name switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "connect_timeout" => "Timeout",
        "application_name" => "Application Name",
        "client_encoding" => "Client Encoding",
        "target_session_attrs" => "Target Session Attributes",
        "host" => "Host",
        "port" => "Port",
        "user" => "Username",
        "password" => "Password",
        "dbname" => "Database",
        "options" => "Options",
        _ => name,
    };
}
