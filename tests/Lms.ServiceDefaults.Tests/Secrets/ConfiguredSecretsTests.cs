using Lms.ServiceDefaults.Secrets;
using Microsoft.Extensions.Configuration;

namespace Lms.ServiceDefaults.Tests.Secrets;

public sealed class ConfiguredSecretsTests
{
    [Theory]
    [InlineData("Host=db;Username=app;Password=hunter2", "hunter2")]
    [InlineData("Host=db;pwd='hun;ter''2'", "hun;ter'2")]
    [InlineData("postgres://app:hun%2Fter2@db:5432/lms", "hun/ter2")]
    [InlineData("documentdb://app:hunter2@db/withdrawals?sslmode=disable", "hunter2")]
    [InlineData("postgres://app@db/lms", null)]
    [InlineData("Host=db;Username=app", null)]
    [InlineData("none of both", null)]
    public void The_password_of_a_connection_string_is_found(string connectionString, string? password) =>
        Assert.Equal(password, ConfiguredSecrets.PasswordOf(connectionString));

    [Fact]
    public void Passwords_of_configured_connection_strings_are_known()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:lms"] = "Host=db;Password=hunter2", ["ConnectionStrings:none"] = null })
            .Build();
        var redactor = new SecretRedactor();

        redactor.AddConnectionStrings(configuration);

        Assert.Equal("it was ***", redactor.Redact("it was hunter2"));
    }

    [Fact]
    public void Of_headers_only_those_are_secret_that_are_called_so()
    {
        var redactor = new SecretRedactor();

        redactor.AddHeaders("api-key=hunter2,Authorization=Bearer%20eyJabc,x-tenant=acme,broken");

        Assert.Equal("***, Bearer said ***, acme, broken", redactor.Redact("hunter2, Bearer said eyJabc, acme, broken"));
    }
}
