using Lms.DocumentGateway;
using Lms.Migrations.Documents.Aspire;
using Lms.Migrations.Failures;
using Lms.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Lms.Migrations.Tests.Documents.Aspire;

/// <summary>Connection strings of MongoDB's, and servers that will not do.</summary>
public sealed class MongoOpeningTests(PostgresServer server)
{
    private const string Secret = "Hunter2";
    private static readonly MigrationRunnerOptions Impatient = new() { ConnectTimeout = TimeSpan.FromSeconds(1) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void What_is_written_is_safe_with_a_majority_and_read_from_the_primary()
    {
        var target = MongoConnectionString.Parse("mongodb://al%40ice:p%3Aw@a:1,b:2/withdrawals?replicaSet=rs0&w=1&readPreference=secondary", new MigrationRunnerOptions());

        Assert.Equal(("withdrawals", "a:1,b:2/withdrawals"), (target.Name, target.Address));
        Assert.Equal((WriteConcern.WMajority, ReadConcern.Majority, ReadPreference.Primary), (target.Settings.WriteConcern, target.Settings.ReadConcern, target.Settings.ReadPreference));
        Assert.Equal(("lms", TimeSpan.FromSeconds(10)), (target.Settings.ApplicationName, target.Settings.ServerSelectionTimeout));
    }

    [Fact]
    public void What_the_string_says_of_time_and_name_is_let_stand()
    {
        var target = MongoConnectionString.Parse("mongodb://a/x?serverSelectionTimeoutMS=1234&connectTimeoutMS=4321&appName=mine", new MigrationRunnerOptions());

        Assert.Equal(
            (TimeSpan.FromMilliseconds(1234), TimeSpan.FromMilliseconds(4321), "mine"),
            (target.Settings.ServerSelectionTimeout, target.Settings.ConnectTimeout, target.Settings.ApplicationName));
    }

    [Theory]
    [InlineData("mongodb://u:Hunter2@host")]
    [InlineData("mongodb://u:Hunter2@host/")]
    [InlineData("mongodb://u:Hunter2@host:port/a")]
    [InlineData("mongodb://u:Hunter2@@host/a")]
    [InlineData("mongodb://")]
    public void A_string_that_cannot_be_used_is_not_repeated(string text)
    {
        var exception = Assert.Throws<RequestException>(() => MongoConnectionString.Parse(text, new MigrationRunnerOptions()));

        Assert.Contains("mongodb://user:password@host:27017/name", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("no-such-host.invalid")]
    public async Task An_unreachable_server_is_named_and_no_password_is_shown(string address)
    {
        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => MongoDriverDatabase.OpenAsync($"mongodb://app:{Secret}@{address}/x", Impatient, TimeProvider.System, Token));

        Assert.Equal(UnavailableCause.Unreachable, exception.Cause);
        Assert.Contains(address.Split(':')[0], exception.Message, StringComparison.Ordinal);
        Assert.NotNull(exception.WayOut);
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refused_login_is_told_as_such()
    {
        await using var gateway = DocumentGatewayServer.Start(new DocumentGatewayOptions { ConnectionString = server.ConnectionString });

        var exception = await Assert.ThrowsAsync<DatabaseUnavailableException>(
            () => MongoDriverDatabase.OpenAsync($"mongodb://app:{Secret}@127.0.0.1:{gateway.Port}/x", Impatient, TimeProvider.System, Token));

        Assert.Equal(UnavailableCause.AuthenticationFailed, exception.Cause);
        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_stands_alone_has_no_transactions_and_is_refused_with_the_way_out()
    {
        var exception = Assert.Throws<DatabaseUnavailableException>(
            () => MongoServerRequirements.Check(new BsonDocument { { "maxWireVersion", 25 } }, "a:1/x"));

        Assert.Contains("stands alone", exception.Message, StringComparison.Ordinal);
        Assert.Contains("rs.initiate()", exception.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_too_old_is_refused()
    {
        var exception = Assert.Throws<DatabaseUnavailableException>(
            () => MongoServerRequirements.Check(new BsonDocument { { "maxWireVersion", 8 }, { "setName", "rs0" } }, "a:1/x"));

        Assert.Contains("older than 4.4", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replica_set_and_a_router_will_do()
    {
        MongoServerRequirements.Check(new BsonDocument { { "maxWireVersion", 9 }, { "setName", "rs0" } }, "a:1/x");
        MongoServerRequirements.Check(new BsonDocument { { "maxWireVersion", 21 }, { "msg", "isdbgrid" } }, "a:1/x");
    }
}
