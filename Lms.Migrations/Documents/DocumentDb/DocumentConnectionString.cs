using System.Buffers;
using Lms.Migrations.Failures;
using Lms.Migrations.Postgres;
using Npgsql;

namespace Lms.Migrations.Documents.DocumentDb;

/// <summary>Where a logical document database lies: on which PostgreSQL server, and under which name.</summary>
/// <param name="Settings">The PostgreSQL server and the database of it that has the DocumentDB extension.</param>
/// <param name="Name">The logical database's name.</param>
internal sealed record DocumentConnectionString(NpgsqlConnectionStringBuilder Settings, string Name)
{
    private const string Form = "documentdb://user:password@host:5432/name";
    private const string Scheme = "documentdb://";

    // The only database in which the extension can be created unless the server is configured otherwise.
    private const string UsualDatabase = "postgres";

    private static readonly SearchValues<char> Forbidden = SearchValues.Create("/\\. \"$*<>:|?\0");

    /// <summary>Reads <c>documentdb://user:password@host:port/name?database=postgres&amp;sslmode=require</c>. Parameters are those of a
    /// <c>postgres://</c> URL; <c>database</c> is the PostgreSQL database that has the extension.</summary>
    /// <exception cref="RequestException">The text is no such URL; the message does not repeat it, for it may hold a password.</exception>
    public static DocumentConnectionString Parse(string text)
    {
        if (text.StartsWith("mongodb://", StringComparison.Ordinal) || text.StartsWith("mongodb+srv://", StringComparison.Ordinal))
            throw new RequestException(
                "The connection string is a mongodb:// URL, and this build reaches documents only through DocumentDB on PostgreSQL; "
                + $"write {Form} with the address of the PostgreSQL server, or build with LmsStack=Aspire, whose engine has MongoDB's driver.");
        if (!text.StartsWith(Scheme, StringComparison.Ordinal))
            throw Unreadable();

        try
        {
            var url = new Uri(text);
            var settings = PostgresConnectionString.ParseUrl(new UriBuilder(url) { Path = "" }.Uri);
            settings.Database ??= UsualDatabase;
            return new DocumentConnectionString(settings, NameOf(url));
        }
        catch (Exception exception) when (PostgresConnectionString.IsFaulty(exception))
        {
            throw Unreadable();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Settings.Host}:{Settings.Port}/{Name}";

    private static string NameOf(Uri url)
    {
        var name = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/'));
        return name.Length is > 0 and < 64 && !name.AsSpan().ContainsAny(Forbidden) ? name : throw new FormatException();
    }

    private static RequestException Unreadable() => new(
        $"The connection string cannot be read; write {Form}, where name is the logical database: 1 to 63 characters, none of them "
        + "a blank or one of / \\ . \" $ * < > : | ?. Percent-encode special characters.");
}
