using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Lms.ServiceDefaults.Secrets;

namespace Lms.ServiceDefaults.Tests.Secrets;

/// <summary>Laws that hold for any text and any secret, tried on random ones.</summary>
public sealed class SecretPropertyTests
{
    private static readonly Config Thoroughly = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    /// <summary>Whatever means something to the patterns, and stars, which look like masks.</summary>
    private static readonly Gen<string> Piece = Gen.Elements(
        "password", "PASSWORD", "pwd", "=", " = ", "'", "''", "\"", "\\\"", "\\", ":", "://", "@", "/", "?", "&", ";", "\n", " ", "*", "**", "***", "$", "$$",
        "$a$", "E'", "Authorization: ", "Bearer ", "Basic ", "lms_", "lms_a1_", "0123456789abcdef", "_", "token", "secret", "{", "}", ",", "a", "b", "é", "😀", "null");

    private static readonly Gen<string> AnyText = Piece.ListOf().Select(string.Concat);

    private static readonly Gen<string> AnySecret = Piece.NonEmptyListOf().Select(string.Concat).Where(text => text.Length >= SecretRedactor.ShortestSecret);

    private static readonly Gen<(string[] Secrets, string Text)> SecretsInText =
        from secrets in AnySecret.NonEmptyListOf()
        from pieces in Gen.OneOf(Piece, Gen.Elements([.. secrets])).ListOf()
        select (secrets.ToArray(), string.Concat(pieces));

    [Fact]
    public void What_it_was_told_never_survives() =>
        Check.One(Thoroughly, Prop.ForAll(SecretsInText.ToArbitrary(), given =>
        {
            var redacted = Told(given.Secrets).Redact(given.Text);
            Assert.All(given.Secrets, secret => Assert.DoesNotContain(secret, redacted, StringComparison.Ordinal));
        }));

    [Fact]
    public void What_is_redacted_stays_as_it_is() =>
        Check.One(Thoroughly, Prop.ForAll(SecretsInText.ToArbitrary(), given =>
        {
            var redactor = Told(given.Secrets);
            var redacted = redactor.Redact(given.Text);
            Assert.Same(redacted, redactor.Redact(redacted));
        }));

    [Fact]
    public void A_text_in_which_nothing_announces_a_secret_is_handed_back_as_it_is()
    {
        var harmless = Gen.Elements("host", "=", ";", "'", "\"", ":", "/", "@", "lms", "user", " ", "\n", "passw", "ord", "***", "é").ListOf()
            .Select(string.Concat).Where(text => !text.Contains("password", StringComparison.Ordinal) && !text.Contains("://", StringComparison.Ordinal));
        Check.One(Thoroughly, Prop.ForAll(harmless.ToArbitrary(), text => ReferenceEquals(text, Told("hunter2").Redact(text))));
    }

    [Fact]
    public void Whatever_a_password_is_it_is_masked_where_it_is_quoted_as_it_should_be() =>
        Check.One(Thoroughly, Prop.ForAll(AnyText.Where(text => text.Any(character => character != '*')).ToArbitrary(), password =>
        {
            var redactor = new SecretRedactor();
            Assert.Equal("Host=db;Password='***';Port=1", redactor.Redact($"Host=db;Password='{password.Replace("'", "''", StringComparison.Ordinal)}';Port=1"));
            Assert.Equal("PASSWORD '***';", redactor.Redact($"PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}';"));
            var escaped = password.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
            Assert.Equal("PASSWORD E'***';", redactor.Redact($"PASSWORD E'{escaped}';"));
            Assert.Equal("PASSWORD $q$***$q$;", redactor.Redact($"PASSWORD $q${password}$q$;"));
            Assert.Equal("postgres://app:***@db/lms", redactor.Redact($"postgres://app:{Uri.EscapeDataString(password)}@db/lms"));

            var json = $$"""{"password":{{JsonSerializer.Serialize(password)}},"a":1}""";
            Assert.Equal("""{"password":"***","a":1}""", redactor.Redact(json));
        }));

    private static SecretRedactor Told(params string[] secrets)
    {
        var redactor = new SecretRedactor();
        foreach (var secret in secrets)
            redactor.Add(secret);
        return redactor;
    }
}
