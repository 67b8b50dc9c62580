using System.Text.Json;
using Lms.Migrations.Seeding;
using Lms.Migrations.Tests.Seeding;
using Lms.Testing;

namespace Lms.Migrations.Tests.WithdrawalsCatalog;

public sealed class WithdrawalSeeders_Tests(PostgresServer server) : DocumentSeedTest(server)
{
    private static readonly string[] OldShape = ["_id", "email", "name", "affiliateEarnings", "createdAt"];

    private DatabaseTarget Shipped => Target with { CatalogDirectory = Repository.WithdrawalsCatalog, SeederDirectory = Repository.WithdrawalsSeeders };

    [Fact]
    public async Task Scale_1_is_a_thousand_users_and_a_hundred_withdrawals_and_a_second_run_adds_nothing()
    {
        Assert.Equal([1_000L, 100L], (await SeedAsync(Shipped, 1)).OfType<SeederCompleted>().Select(done => done.Rows));
        Assert.Equal(2, (await SeedAsync(Shipped, 1)).OfType<SeederSkipped>().Count());

        Assert.Equal(1_000, await Documents.CountAsync("users", "{}", Token));
        Assert.Equal(100, await Documents.CountAsync("withdrawals", "{}", Token));
    }

    [Fact]
    public async Task A_greater_scale_adds_to_a_smaller_one_what_it_would_have_begun_with()
    {
        await using var other = await Server.CreateDocumentDatabaseAsync(Token);
        await SeedAsync(Shipped, 0.3m);
        await SeedAsync(Shipped, 2.5m);
        await SeedAsync(Shipped with { ConnectionString = other.ConnectionString }, 2.5m);

        foreach (var collection in (string[])["users", "withdrawals"])
        {
            var grown = await Documents.FindAsync(collection, "{}", Token);
            Assert.NotEmpty(grown);
            Assert.Equal(grown, await other.FindAsync(collection, "{}", Token));
        }
    }

    [Fact]
    public async Task Users_have_the_shape_from_before_withdrawals_and_earnings_of_every_size_and_type()
    {
        await SeedAsync(Shipped, 1);

        var users = await ReadAsync("users");
        Assert.Empty(users.SelectMany(user => user.EnumerateObject().Select(field => field.Name)).Distinct().Except(OldShape));
        Assert.All(users, user => Assert.Matches("^[a-z.0-9]+@example[.](com|org)$", user.GetProperty("email").GetString()));
        Assert.Equal(users.Count, users.Select(user => user.GetProperty("email").GetString()).Distinct().Count());

        var earnings = users.Where(user => user.TryGetProperty("affiliateEarnings", out _)).Select(EarningsOf).ToList();
        Assert.InRange(users.Count - earnings.Count, 500, 600);
        Assert.All(earnings, earned => Assert.True(earned.Amount >= 0 && decimal.Round(earned.Amount, 2) == earned.Amount));
        string[] every = ["$numberDecimal", "$numberDouble", "$numberInt", "$numberLong"];
        AssertTypes(every, earned => earned == 0);
        AssertTypes(["$numberDecimal", "$numberDouble"], earned => earned is > 0 and < 1);
        AssertTypes(every, earned => earned is >= 1 and < 1_000);
        AssertTypes(every, earned => earned >= 1_000);

        void AssertTypes(string[] types, Func<decimal, bool> size) =>
            Assert.Equal(types, earnings.Where(earned => size(earned.Amount)).Select(earned => earned.Type).Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("0.01")]
    [InlineData("0.37")]
    [InlineData("1")]
    public async Task Withdrawals_of_every_status_belong_to_users_who_can_afford_them(string scale)
    {
        await SeedAsync(Shipped, decimal.Parse(scale));

        var users = (await ReadAsync("users")).ToDictionary(user => user.GetProperty("_id").GetRawText());
        var withdrawals = await ReadAsync("withdrawals");
        Assert.NotEmpty(withdrawals);
        foreach (var ofUser in withdrawals.GroupBy(withdrawal => withdrawal.GetProperty("userId").GetRawText()))
            Assert.True(ofUser.Sum(AmountOf) <= EarningsOf(users[ofUser.Key]).Amount / 2);

        Assert.All(withdrawals, withdrawal =>
        {
            var status = withdrawal.GetProperty("status").GetString()!;
            Assert.Equal(status is "completed" or "failed" or "rejected", withdrawal.TryGetProperty("processedAt", out _));
            Assert.Equal(status is "completed" or "failed", withdrawal.TryGetProperty("transactionReference", out _));
        });
        var references = withdrawals.Where(withdrawal => withdrawal.TryGetProperty("transactionReference", out _))
            .Select(withdrawal => withdrawal.GetProperty("transactionReference").GetString()).ToList();
        Assert.Equal(references.Count, references.Distinct().Count());
        if (withdrawals.Count >= 10)
            Assert.Equal(
                ["approved", "cancelled", "completed", "failed", "pending", "processing", "rejected"],
                withdrawals.Select(withdrawal => withdrawal.GetProperty("status").GetString()).Distinct().Order(StringComparer.Ordinal));
    }

    private async Task<List<JsonElement>> ReadAsync(string collection) =>
        [.. (await Documents.FindAsync(collection, "{}", Token)).Select(text => JsonDocument.Parse(text).RootElement)];

    private static (decimal Amount, string Type) EarningsOf(JsonElement user)
    {
        var number = user.GetProperty("affiliateEarnings").EnumerateObject().Single();
        // A double is printed with all its digits; as the application shows it, it has two.
        var amount = number.Name == "$numberDouble" ? (decimal)double.Parse(number.Value.GetString()!) : decimal.Parse(number.Value.GetString()!);
        return (amount, number.Name);
    }

    private static decimal AmountOf(JsonElement withdrawal) =>
        decimal.Parse(withdrawal.GetProperty("amount").GetProperty("$numberDecimal").GetString()!);
}
