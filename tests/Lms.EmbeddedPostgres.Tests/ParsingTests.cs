using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Servers;
using Lms.EmbeddedPostgres.Sources;
using Npgsql;

namespace Lms.EmbeddedPostgres.Tests;

public sealed class ParsingTests
{
    [Theory]
    [InlineData("postgres (PostgreSQL) 18.6 (Debian 18.6-3)\n", "18.6")]
    [InlineData("postgres (PostgreSQL) 19beta1\n", "19.0")]
    [InlineData("postgres (PostgreSQL) 15.18", "15.18")]
    public void The_version_is_read_from_the_servers_answer(string answer, string version) =>
        Assert.Equal(version, PostgresInstallation.ParseVersion(answer).ToString(2));

    [Fact]
    public void An_answer_without_a_version_is_refused() =>
        Assert.Throws<EmbeddedPostgresException>(() => PostgresInstallation.ParseVersion("busybox"));

    [Fact]
    public void A_connection_URL_becomes_keywords_with_its_escapes_resolved()
    {
        var keywords = new NpgsqlConnectionStringBuilder(
            ConnectionUrl.ToKeywords("postgresql://us%40er:p%2Fw%3A1@db.example:5433/lms%20x?sslmode=verify-full&application_name=a%26b"));

        Assert.Equal(("db.example", 5433, "us@er", "p/w:1", "lms x"), (keywords.Host, keywords.Port, keywords.Username, keywords.Password, keywords.Database));
        Assert.Equal(SslMode.VerifyFull, keywords.SslMode);
        Assert.Equal("a&b", keywords.ApplicationName);
    }

    [Fact]
    public void A_keyword_string_is_left_alone() =>
        Assert.Equal("Host=x;Password=a b", ConnectionUrl.ToKeywords("Host=x;Password=a b"));

    [Theory]
    [InlineData("postgres://me:sesame@host:port/lms")]
    [InlineData("postgres://me:sesame@host/lms?sslmode=sometimes")]
    [InlineData("postgres://me:sesame@host/lms?no_such=1")]
    public void A_faulty_connection_URL_is_refused_without_its_password(string url) =>
        Assert.DoesNotContain("sesame", Assert.Throws<EmbeddedPostgresException>(() => ConnectionUrl.ToKeywords(url)).ToString());

    [Fact]
    public void Root_runs_the_server_as_postgres_where_there_is_one_else_as_nobody()
    {
        string[] passwd = ["root:x:0:0::/root:/bin/sh", "nobody:x:65534:65534::/:/bin/false", "postgres:x:104:106::/:/bin/sh"];

        Assert.Equal(new ServerAccount("postgres", 104, 106, IsRoot: true), ServerAccount.Unprivileged(passwd));
        Assert.Equal("nobody", ServerAccount.Unprivileged(passwd[..2]).Name);
        Assert.Equal(65534, ServerAccount.Unprivileged([]).UserId);
    }

    [Fact]
    public void Roots_home_is_not_chosen_for_what_the_unprivileged_server_must_reach()
    {
        var root = Machine.Current with { Account = new ServerAccount("nobody", 1, 1, IsRoot: true), Variable = name => name == "HOME" ? "/root" : null };
        var user = Machine.Current with { Account = new ServerAccount("me", 1, 1, IsRoot: false), Variable = name => name == "HOME" ? "/home/me" : null };

        Assert.Equal("/var/cache/lms", EmbeddedPostgresPaths.Default(root, "XDG_CACHE_HOME", ".cache", "/var/cache"));
        Assert.Equal("/home/me/.cache/lms", EmbeddedPostgresPaths.Default(user, "XDG_CACHE_HOME", ".cache", "/var/cache"));
    }
}
