using Lms.Migrations.Documents;
using Lms.Migrations.Failures;
using Lms.Testing;

namespace Lms.Migrations.Tests.WithdrawalsCatalog;

public sealed class MigrateExistingUserBalances_003_RefusalTests(PostgresServer server) : BalancesTest(server)
{
    [Theory]
    [InlineData("""{ "$numberInt": "-1" }""", "are negative")]
    [InlineData("""{ "$numberDouble": "-0.001" }""", "are negative")]
    [InlineData("""{ "$numberDecimal": "-1E-20" }""", "are negative")]
    [InlineData("""{ "$numberDouble": "-Infinity" }""", "are negative")]
    [InlineData("""{ "$numberDouble": "Infinity" }""", "are not finite")]
    [InlineData("""{ "$numberDecimal": "Infinity" }""", "are not finite")]
    [InlineData("""{ "$numberDouble": "NaN" }""", "are not finite")]
    [InlineData("""{ "$numberDecimal": "NaN" }""", "are not finite")]
    [InlineData("\"12.50\"", "are no number")]
    [InlineData("true", "are no number")]
    [InlineData("[5]", "are no number")]
    [InlineData("[]", "are no number")]
    [InlineData("{ \"amount\": 5 }", "are no number")]
    [InlineData("""{ "$numberDouble": "1000000000000000.01" }""", "too large")]
    public async Task Earnings_that_are_no_amount_are_refused_with_the_first_ids_and_how_many(string earnings, string because)
    {
        await PrepareAsync();
        for (var number = 0; number < 24; number += 2)
            await SetAsync(OldUsers.Id(number), $"\"affiliateEarnings\": {earnings}");
        var before = await UsersAsync();

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => UpAsync(Balances));

        Assert.Contains(because, failure.Message, StringComparison.Ordinal);
        Assert.Contains("12 found: ", failure.Message, StringComparison.Ordinal);
        // Ten of the twelve, in whichever order the server found them: at least two of the four strings among them.
        Assert.Matches("""("user-000(04|10|16|22)".*){2}, …$""", failure.Message);
        Assert.NotNull(failure.Line);
        Assert.Equal(before, await UsersAsync());
        Assert.DoesNotContain(await Control.ListAsync(Token), backfill => backfill.Name == "migrate_existing_user_balances");

        await Database.UpdateAsync("users", """{ "n": { "$lt": 24 } }""", """{ "$unset": { "affiliateEarnings": "" } }""", Token);
        await UpAsync(Balances);
        Assert.Equal("completed", (await EntryAsync(Balances)).Required("status").AsText());
    }

    [Fact]
    public async Task Users_without_the_fields_of_001_are_refused()
    {
        await PrepareAsync();
        await InsertUsersAsync("""{ "_id": "late", "n": 1000000, "affiliateEarnings": 10, "withdrawableBalance": 0, "totalWithdrawn": 0 }""");
        var before = await UsersAsync();

        var failure = await Assert.ThrowsAsync<StepFailedException>(() => UpAsync(Balances));

        Assert.StartsWith("These users lack withdrawableBalance, totalWithdrawn or pendingWithdrawals", failure.Message, StringComparison.Ordinal);
        Assert.Contains("1 found: \"late\"", failure.Message, StringComparison.Ordinal);
        Assert.Equal(before, await UsersAsync());
    }
}
