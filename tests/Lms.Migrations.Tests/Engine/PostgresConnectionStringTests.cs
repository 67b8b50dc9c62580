using Lms.Migrations.Failures;
using Lms.Migrations.Postgres;
using Npgsql;

namespace Lms.Migrations.Tests.Engine;

public sealed class PostgresConnectionStringTests
{
    [Fact]
    public void A_url_is_taken_apart_with_its_escapes()
    {
        var settings = Read("postgresql://al%40ice:p%3Aw%2F%3D@db.example.org:6543/l%20ms?sslmode=require&application_name=x&connect_timeout=3");

        Assert.Equal(("db.example.org", 6543, "l ms"), (settings.Host, settings.Port, settings.Database));
        Assert.Equal(("al@ice", "p:w/=", SslMode.Require), (settings.Username, settings.Password, settings.SslMode));
        Assert.Equal(("x", 3), (settings.ApplicationName, settings.Timeout));
    }

    [Theory]
    [InlineData("postgres:///lms", "localhost", 5432, "lms")]
    [InlineData("postgres://[::1]:5433/lms", "::1", 5433, "lms")]
    [InlineData("postgres://alice@db/", "db", 5432, null)]
    [InlineData("Host=db;Port=7;Database=lms", "db", 7, "lms")]
    public void What_is_left_out_has_the_usual_defaults(string text, string host, int port, string? database)
    {
        var settings = Read(text);

        Assert.Equal((host, port, database), (settings.Host, settings.Port, settings.Database));
    }

    [Theory]
    [InlineData("postgres://u:Hunter2@host:notaport/db")]
    [InlineData("postgres://u:Hunter2@host/db?no_such_option=1")]
    [InlineData("Host=x;Password=Hunter2;Nonsense=1")]
    [InlineData("Password=Hunter2;;;=")]
    public void What_cannot_be_read_is_refused_without_repeating_it(string text)
    {
        var exception = Assert.Throws<RequestException>(() => Read(text));

        Assert.DoesNotContain("Hunter2", exception.ToString());
        Assert.Contains("postgres://user:password@host:5432/database", exception.Message);
    }

    private static NpgsqlConnectionStringBuilder Read(string text) => new(PostgresConnectionString.Normalize(text));
}
