using System.Buffers;
using System.Data.Common;
using Microsoft.Extensions.Configuration;

namespace Lms.ServiceDefaults.Secrets;

/// <summary>Finds secrets in the configuration, so that nobody has to name them.</summary>
internal static class ConfiguredSecrets
{
    private static readonly SearchValues<string> SecretHeaders =
        SearchValues.Create(["auth", "key", "token", "secret", "password"], StringComparison.OrdinalIgnoreCase);

    /// <summary>Adds the password of every connection string under <c>ConnectionStrings</c>.</summary>
    public static void AddConnectionStrings(this SecretRedactor redactor, IConfiguration configuration)
    {
        foreach (var entry in configuration.GetSection("ConnectionStrings").GetChildren())
        {
            if (entry.Value is { } connectionString)
                redactor.AddConnectionString(connectionString);
        }
    }

    /// <summary>Adds the values of headers as OpenTelemetry writes them – <c>api-key=…,x-tenant=acme</c> – where their names say that
    /// they are secret.</summary>
    public static void AddHeaders(this SecretRedactor redactor, string headers)
    {
        foreach (var header in headers.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (header.Split('=', 2) is not [var name, var encoded] || !name.AsSpan().ContainsAny(SecretHeaders))
                continue;

            var value = Uri.UnescapeDataString(encoded.Trim());
            redactor.Add(value);
            // "Bearer …" also goes by without its first word.
            redactor.Add(value[(value.LastIndexOf(' ') + 1)..]);
        }
    }

    /// <summary>The password of a keyword string or of a URL; null when there is none.</summary>
    internal static string? PasswordOf(string connectionString)
    {
        if (Uri.TryCreate(connectionString, UriKind.Absolute, out var url) && url.UserInfo.Split(':', 2) is [_, var password])
            return Uri.UnescapeDataString(password);

        try
        {
            var keywords = new DbConnectionStringBuilder { ConnectionString = connectionString };
            return keywords.TryGetValue("Password", out var value) || keywords.TryGetValue("Pwd", out value) ? value as string : null;
        }
        catch (ArgumentException)
        {
            // Whoever uses it will say what is wrong with it; there is nothing to keep secret in what cannot be read.
            return null;
        }
    }
}
