using System.Net;
using Lms.Migrations.Worker.Settings;
using Lms.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;

namespace Lms.Migrations.Worker.Tests.Settings;

/// <summary>The configuration of a worker, right and wrong.</summary>
public sealed class SettingsReaderTests
{
    private static readonly (string Key, string Value)[] Good =
    [
        ("Lms:Platform:Connection", "Host=localhost;Database=platform"),
        ("Lms:Databases:0:Name", "shop"),
        ("Lms:Databases:0:Connection", "postgres://ada:secret@db.example:5433/shop?sslmode=require"),
        ("Lms:Databases:0:Catalog", "migrations/shop"),
    ];

    [Theory]
    [InlineData("Development", true, false)]
    [InlineData("Staging", false, false)]
    [InlineData("Production", false, true)]
    public void What_is_applied_unasked_and_what_needs_approval_follows_from_the_environment(string environment, bool applies, bool approves)
    {
        var settings = Read(environment);
        Assert.Equal((applies, approves), (settings.ApplyAtStart, settings.RequireApproval));
        var turned = Read(environment, ("Lms:ApplyAtStart", $"{!applies}"), ("Lms:RequireApproval", $"{!approves}"));
        Assert.Equal((!applies, !approves), (turned.ApplyAtStart, turned.RequireApproval));
    }

    [Fact]
    public void A_database_is_read_with_all_that_belongs_to_it()
    {
        var settings = Read(
            "Staging", ("Lms:Databases:0:Backup:Directory", "/backups"), ("Lms:Databases:0:Backup:Timeout", "2h"), ("Lms:Databases:0:Before:Command:0", "maintenance"),
            ("Lms:Databases:0:Before:Command:1", "on"), ("Lms:Databases:0:After:Url", "https://shop.example/maintenance/off"), ("Lms:Options:Backfill:Lanes", "3"),
            ("Lms:Options:LockTimeout", "750ms"));
        var database = Assert.Single(settings.Databases);
        Assert.Equal(("shop", DatabaseEngine.PostgreSql), (database.Target.Name, database.Target.Engine));
        Assert.Contains("Port=5433", database.Target.ConnectionString, StringComparison.Ordinal);
        Assert.Equal("/srv/lms/migrations/shop", database.Target.CatalogDirectory);
        Assert.Equal(("/backups", "pg_dump", TimeSpan.FromHours(2)), (database.Hooks.Backup!.Directory, database.Hooks.Backup.Program, database.Hooks.Backup.Timeout));
        Assert.Equal(["maintenance", "on"], database.Hooks.Before!.Command);
        Assert.Equal(new Uri("https://shop.example/maintenance/off"), database.Hooks.After!.Url);
        Assert.Equal((3, TimeSpan.FromMilliseconds(750)), (settings.Options.Backfill.Lanes, settings.Options.LockTimeout));
    }

    [Fact]
    public void A_connection_may_stand_among_the_connection_strings()
    {
        var settings = Read("Staging", ("Lms:Databases:0:Connection", ""), ("ConnectionStrings:shop", "Host=elsewhere;Database=shop"));
        Assert.Contains("elsewhere", settings.Databases.Single().Target.ConnectionString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Lms:Databases:0:Name", "", "Lms:Databases:0:Name: it is missing")]
    [InlineData("Lms:Databases:0:Catalog", "", "Lms:Databases:0:Catalog: it is missing")]
    [InlineData("Lms:Databases:0:Connection", "", "give it here, or as ConnectionStrings:shop")]
    [InlineData("Lms:Databases:0:Connection", "nonsense", "Lms:Databases:0:Connection: ")]
    [InlineData("Lms:Databases:0:Engine", "oracle", "'oracle' is not an engine; known: postgresql, mongodb")]
    [InlineData("Lms:Databases:0:Catalogue", "x", "Lms:Databases:0:Catalogue: unknown; known here: Name, Engine")]
    [InlineData("Lms:Databases:1:Name", "shop", "'shop' is the name of another database")]
    [InlineData("Lms:Databases:0:Backup:Timeout", "5m", "say where pg_dump puts its files")]
    [InlineData("Lms:Databases:0:Before:Timeout", "5m", "give either a Command or a Url")]
    [InlineData("Lms:Databases:0:Before:Url", "ftp://x", "it is not an http or https address")]
    [InlineData("Lms:Platform:Connection", "", "ConnectionStrings:platform")]
    [InlineData("Lms:ApplyAtStart", "maybe", "'maybe' is not true or false")]
    [InlineData("Lms:BootstrapToken", "lms_short", "it is not a token")]
    [InlineData("FORWARDEDHEADERS_ENABLED", "true", "FORWARDEDHEADERS_ENABLED: it lets anybody choose the address that the audit keeps")]
    [InlineData("Lms:ServerPatience", "soon", "'soon' is not a duration")]
    [InlineData("Lms:ServerPatience", "48h", "out of range")]
    [InlineData("Lms:Options:Backfill:Lanes", "0", "Lms:Options: ")]
    [InlineData("Lms:Options:Backfill:Lanes", "many", "'many' is not a whole number")]
    [InlineData("Lms:Options:Speed", "11", "Lms:Options:Speed: unknown")]
    public void What_is_wrong_is_said_with_the_path_of_its_setting(string key, string value, string said)
    {
        var extra = key == "Lms:Databases:1:Name"
            ? [(key, value), ("Lms:Databases:1:Connection", "Host=a;Database=b"), ("Lms:Databases:1:Catalog", "c")]
            : new[] { (key, value) };
        var exception = Assert.Throws<ServiceConfigurationException>(() => Read("Staging", extra));
        Assert.Contains(said, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_is_taken_for_a_proxy_who_is_not_named() => Assert.Empty(Read("Production").TrustedProxies);

    [Theory]
    [InlineData("10.0.0.7", "10.0.0.7/32")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("fd00::7", "fd00::7/128")]
    [InlineData("fd00::/8", "fd00::/8")]
    [InlineData("::ffff:10.0.0.7", "10.0.0.7/32")]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.0/8")]
    public void A_proxy_is_an_address_or_a_network_in_a_list_or_by_itself(string text, string network)
    {
        Assert.Equal([IPNetwork.Parse(network)], Read("Production", ("Lms:TrustedProxies", text)).TrustedProxies);
        Assert.Equal(
            [IPNetwork.Parse("192.0.2.1/32"), IPNetwork.Parse(network)],
            Read("Production", ("Lms:TrustedProxies:0", "192.0.2.1"), ("Lms:TrustedProxies:1", text)).TrustedProxies);
    }

    [Theory]
    [InlineData("proxy.example")]
    [InlineData("*")]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10.1")]
    [InlineData("010.0.0.1")]
    [InlineData("10.0.0.7:80")]
    [InlineData("10.0.0.7, 10.0.0.8")]
    [InlineData("10.0.0.7/8")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/")]
    [InlineData("[fd00::7]")]
    [InlineData("[fd00::7]:80")]
    [InlineData("fe80::7%2")]
    [InlineData("fd00::7/8")]
    public void What_is_no_proxy_is_said_with_its_place_in_the_list(string text)
    {
        var exception = Assert.Throws<ServiceConfigurationException>(() => Read("Production", ("Lms:TrustedProxies:0", "10.0.0.7"), ("Lms:TrustedProxies:1", text)));
        Assert.Contains($"Lms:TrustedProxies:1: '{text}' is not an IP address or a network such as 10.0.0.7", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var exception = Assert.Throws<ServiceConfigurationException>(() => Read(
            "Staging", ("Lms:ApplyAtStart", "maybe"), ("Lms:Databases:0:Engine", "oracle"), ("Lms:Options:LockTimeout", "long")));
        Assert.Equal(4, exception.Message.Split(Environment.NewLine).Length);
    }

    [Fact]
    public void A_secret_in_what_is_wrong_is_not_said()
    {
        var exception = Assert.Throws<ServiceConfigurationException>(() => Read(
            "Staging", ("Lms:BootstrapToken", "lms_abc_tell-nobody"), ("Lms:Databases:0:Connection", "Host=a;Pasword=tell-nobody")));
        Assert.DoesNotContain("tell-nobody", exception.Message, StringComparison.Ordinal);
    }

    private static WorkerSettings Read(string environment, params (string Key, string Value)[] extra)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (key, value) in Good.Concat(extra))
            values[key] = value;
        return SettingsReader.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), new Host(environment));
    }

    private sealed class Host(string environment) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = environment;

        public string ApplicationName { get; set; } = "worker";

        public string ContentRootPath { get; set; } = "/srv/lms";

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
