using System.Globalization;
using Lms.Migrations.Documents;
using Lms.Testing;

namespace Lms.Migrations.Tests.WithdrawalsCatalog;

/// <summary>What a test of 003 starts from.</summary>
public abstract class BalancesTest(PostgresServer server) : WithdrawalsTest(server)
{
    /// <summary>Every kind of user with every kind of _id, several times.</summary>
    protected const int Count = 3 * 31 * 4;

    /// <summary>Old users of every kind, migrated to 002.</summary>
    protected async Task<IReadOnlyList<string>> PrepareAsync()
    {
        await InsertUsersAsync(OldUsers.Documents(Count));
        await UpAsync(Indexes);
        return await UsersAsync();
    }

    protected async Task AssertResultAsync()
    {
        var result = (await EntryAsync(Balances)).Required("result");
        Assert.True(result.Required("success").AsBoolean());
        Assert.Equal(OldUsers.CountWithBalance(Count), result.Required("matched").AsLong());
        Assert.Equal(OldUsers.CountWithBalance(Count), result.Required("modified").AsLong());
        Assert.InRange(result.Required("batches").AsLong(), 3, Count);
        Assert.Equal(0m, decimal.Parse(result.Required("sumBefore").AsNumber(), CultureInfo.InvariantCulture));
        Assert.Equal(OldUsers.SumOfBalances(Count), decimal.Parse(result.Required("sumAfter").AsNumber(), CultureInfo.InvariantCulture));
    }

    protected async Task<string> BalanceAsync(int number) =>
        EjsonElement.Parse(Assert.Single(await UsersAsync($$"""{ "n": {{number}} }"""))).Required("withdrawableBalance").AsNumber();

    /// <summary>A user's _id as the server writes it, without blanks.</summary>
    protected static string Key(int number) => number % 3 == 0
        ? $$"""{"$numberInt":"{{number}}"}"""
        : OldUsers.Id(number).Replace(" ", "", StringComparison.Ordinal);
}
