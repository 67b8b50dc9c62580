using System.Diagnostics;
using Lms.ServiceDefaults.Secrets;

namespace Lms.ServiceDefaults.Tests.Secrets;

public sealed class SecretRedactorTests
{
    [Theory]
    // Keywords of connection strings: a value may hold blanks, and quotes in quotes.
    [InlineData("Host=db;Password=hunter2;Database=lms", "Host=db;Password=***;Database=lms")]
    [InlineData("host=db password = open sesame; port=1", "host=db password = ***; port=1")]
    [InlineData("PWD='hun''t;er2';Host=db", "PWD='***';Host=db")]
    [InlineData("Password=\"hun\"\"t;er2\";Host=db", "Password=\"***\";Host=db")]
    [InlineData("Password='hunter2", "Password='***")]
    [InlineData("SSL Password=hunter2\nnext line", "SSL Password=***\nnext line")]
    [InlineData("postgres://db/lms?user=app&password=hun%20ter2&sslmode=require refused", "postgres://db/lms?user=app&password=***&sslmode=require refused")]
    // URLs.
    [InlineData("postgres://app:hunter2@db:5432/lms", "postgres://app:***@db:5432/lms")]
    [InlineData("at documentdb://app:hun@ter2@db/lms?x=1 and redis://:hunter2@cache", "at documentdb://app:***@db/lms?x=1 and redis://:***@cache")]
    // Headers.
    [InlineData("Authorization: Bearer eyJ.abc-123", "Authorization: Bearer ***")]
    [InlineData("authorization=basic dXNlcjpwYXNz, Accept: */*", "authorization=basic ***, Accept: */*")]
    [InlineData("{\"Authorization\":[\"Bearer eyJ\"]}", "{\"Authorization\":[\"Bearer ***\"]}")]
    [InlineData("Proxy-Authorization: Digest username=\"a\", response=\"b\"\r\nHost: x", "Proxy-Authorization: Digest ***\r\nHost: x")]
    // Our own tokens: the id stays.
    [InlineData("token lms_7f3a_Zm9vYmFyYmF6cXV4_-1 was used", "token lms_7f3a_*** was used")]
    // SQL, in every way of quoting.
    [InlineData("CREATE ROLE app PASSWORD 'hun''ter2' LOGIN", "CREATE ROLE app PASSWORD '***' LOGIN")]
    [InlineData("alter user app encrypted password\n  'hunter\\' valid until 'now'", "alter user app encrypted password\n  '***' valid until 'now'")]
    [InlineData("ALTER ROLE app PASSWORD E'hun\\'ter''2' LOGIN", "ALTER ROLE app PASSWORD E'***' LOGIN")]
    [InlineData("ALTER ROLE app PASSWORD U&'hun\\0041' LOGIN", "ALTER ROLE app PASSWORD U&'***' LOGIN")]
    [InlineData("ALTER ROLE app PASSWORD $$hun'ter2$$ LOGIN", "ALTER ROLE app PASSWORD $$***$$ LOGIN")]
    [InlineData("ALTER ROLE app PASSWORD $a1$hun$$ter2$a1$ LOGIN", "ALTER ROLE app PASSWORD $a1$***$a1$ LOGIN")]
    [InlineData("ALTER ROLE app PASSWORD 'hunter2", "ALTER ROLE app PASSWORD '***")]
    // JSON, and JSON in a string of JSON.
    [InlineData("{ \"password\": \"hun\\\"ter2\", \"user\": \"app\" }", "{ \"password\": \"***\", \"user\": \"app\" }")]
    [InlineData("{\"clientSecret\":\"a,b\",\"$token\":12345,\"pwd\":\"x\"}", "{\"clientSecret\":\"***\",\"$token\":***,\"pwd\":\"***\"}")]
    [InlineData("{\"body\":\"{\\\"password\\\":\\\"hun\\\\\\\"ter2\\\",\\\"a\\\":1}\"}", "{\"body\":\"{\\\"password\\\":\\\"***\\\",\\\"a\\\":1}\"}")]
    [InlineData("{\"token\":\"hunter2", "{\"token\":\"***")]
    public void A_secret_in_a_usual_place_is_masked(string text, string redacted)
    {
        var redactor = new SecretRedactor();

        Assert.Equal(redacted, redactor.Redact(text));
        Assert.Same(redacted, redactor.Redact(redacted));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Now listening on: http://127.0.0.1:5000")]
    [InlineData("see https://example.org/a:b/c@d?e=f@g#h:i@j and ftp://[::1]:21/x@y")]
    [InlineData("the user's password's length is wrong; give a password, please")]
    [InlineData("password=;pwd='';Host=db")]
    [InlineData("the token expired; a CancellationToken was passed; secret = none of yours")]
    [InlineData("{ \"password\": null, \"token\": { \"kind\": \"bearer\" }, \"secret\": true, \"tokens\": \"two\" }")]
    [InlineData("database lms_test_1 has table lms_users_by_name")]
    [InlineData("Authorization failed. Authorization: denied to basic users")]
    [InlineData("ALTER ROLE app PASSWORD NULL; SELECT 'password' || $1")]
    [InlineData("password=*** and postgres://app:***@db")]
    public void A_text_without_secrets_is_handed_back_as_it_is(string text)
    {
        var redactor = new SecretRedactor();
        redactor.Add("hunter2");

        Assert.Same(text, redactor.Redact(text));
    }

    [Fact]
    public void What_it_was_told_is_masked_wherever_it_stands()
    {
        var redactor = new SecretRedactor();
        redactor.Add("s3cr/t");

        Assert.Equal("role app failed with ***, *** and ***.", redactor.Redact("role app failed with s3cr/t, s3cr%2Ft and s3cr/ts3cr/t."));
    }

    [Fact]
    public void Secrets_that_overlap_are_masked_as_one()
    {
        var redactor = new SecretRedactor();
        redactor.Add("abcd");
        redactor.Add("cdef");
        redactor.Add("abcdefgh");

        Assert.Equal("-***-", redactor.Redact("-abcdef-"));
        Assert.Equal("-***-", redactor.Redact("-abcdefgh-"));
        Assert.Equal("-***x***-", redactor.Redact("-abcdabcdxcdef-"));
    }

    [Fact]
    public void What_is_too_short_to_be_told_from_words_is_not_taken_for_a_secret()
    {
        var redactor = new SecretRedactor();
        redactor.Add("lms");
        redactor.Add("");

        Assert.Equal("lms is up", redactor.Redact("lms is up"));
    }

    [Fact]
    public async Task Secrets_may_be_added_while_others_redact()
    {
        var redactor = new SecretRedactor();
        var adding = Enumerable.Range(0, 4).Select(lane => Task.Run(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                var secret = $"secret-{lane}-{i}-";
                redactor.Add(secret);
                Assert.Equal("a *** b", redactor.Redact($"a {secret} b"));
            }
        }, TestContext.Current.CancellationToken));

        await Task.WhenAll(adding);

        Assert.Equal("***", redactor.Redact("secret-3-199-secret-0-0-"));
    }

    [Theory]
    [InlineData("password=")]
    [InlineData("password ")]
    [InlineData("password '")]
    [InlineData("password $a")]
    [InlineData("\"password\": \"")]
    [InlineData("\\\"password\\\": \\\"\\\\")]
    [InlineData("\"password\"")]
    [InlineData("authorization: ")]
    [InlineData("authorization: Basic")]
    [InlineData("://a:")]
    [InlineData("://a@:@")]
    [InlineData("lms_a_")]
    [InlineData("lms_")]
    [InlineData("aaaa")]
    public void No_text_takes_longer_than_its_length(string piece)
    {
        var redactor = new SecretRedactor();
        redactor.Add("aaaa");
        redactor.Add("aaaab");
        var text = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));
        var watch = Stopwatch.StartNew();

        redactor.Redact(text);

        // Half a second on a busy machine; many minutes if the rest of the text were looked at for each word.
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
