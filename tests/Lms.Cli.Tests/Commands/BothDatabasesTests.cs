using Lms.Testing;

namespace Lms.Cli.Tests.Commands;

/// <summary>The two databases of the LMS as they are: tables and documents, each with its own catalog, under one command.</summary>
public sealed class BothDatabasesTests(PostgresServer server) : CliTest(server)
{
    private const int Users = 300;

    private DocumentTestDatabase? documents;

    private DocumentTestDatabase Documents => documents ?? throw new InvalidOperationException("Not initialized.");

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        documents = await Server.CreateDocumentDatabaseAsync(Token);
        await File.WriteAllTextAsync(Path.Combine(Directory, "lms.json"), $$"""
            { "databases": [
                { "name": "lms", "connection": {{Quote(Database.ConnectionString)}}, "catalog": {{Quote(Repository.LmsCatalog)}} },
                { "name": "withdrawals", "engine": "mongodb", "connection": {{Quote(Documents.ConnectionString)}}, "catalog": {{Quote(Repository.WithdrawalsCatalog)}} } ] }
            """, Token);
    }

    public override async ValueTask DisposeAsync()
    {
        await Documents.DisposeAsync();
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Migrate_changes_both_and_status_shows_both()
    {
        await FillAsync();

        var migrate = await RunWellAsync("migrate");
        var again = await RunWellAsync("migrate");

        Assert.Contains("lms: 8 migrations applied", migrate.Out, StringComparison.Ordinal);
        Assert.Contains("withdrawals: 3 migrations applied", migrate.Out, StringComparison.Ordinal);
        Assert.Contains("withdrawals: up to date", again.Out, StringComparison.Ordinal);
        Assert.True(await ExistsAsync("chat_messages"));
        Assert.Equal(Users, await WithBalanceAsync("16.66"));

        var status = (await RunJsonAsync("status")).Json.GetProperty("databases").EnumerateArray()
            .Select(database => $"{database.GetProperty("name")} {database.GetProperty("engine")} {database.GetProperty("applied")} {database.GetProperty("pending")}");
        Assert.Equal(["lms postgresql 8 0", "withdrawals mongodb 3 0"], status);
        var shown = (await RunWellAsync("status")).Out;
        Assert.All(["add-indexes-to-chat-messages-table", "migrate_existing_user_balances"], name => Assert.Contains(name, shown, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rollback_restores_what_is_untouched_and_lists_what_is_not()
    {
        await FillAsync();
        await RunWellAsync("migrate");
        await Documents.UpdateAsync("users", """{ "_id": 7 }""", """{ "$set": { "withdrawableBalance": 99 } }""", Token);

        await RunWellAsync("rollback", "--database", "withdrawals");

        Assert.Equal(Users - 1, await Documents.CountAsync("users", """{ "withdrawableBalance": 0 }""", Token));
        Assert.Equal(1, await Documents.CountAsync("users", """{ "_id": 7, "withdrawableBalance": 99 }""", Token));
        var conflicts = await RunWellAsync("backfill", "conflicts", "2", "--database", "withdrawals");
        Assert.All(["withdrawableBalance", "16.66", "99"], text => Assert.Contains(text, conflicts.Out, StringComparison.Ordinal));
        Assert.True(await ExistsAsync("chat_messages"));
    }

    [Fact]
    public async Task A_refused_check_names_the_user_and_leaves_the_balances()
    {
        await FillAsync();
        await Documents.UpdateAsync("users", """{ "_id": 7 }""", """{ "$set": { "affiliateEarnings": "ten" } }""", Token);

        var result = await RunJsonAsync("migrate");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            ("withdrawals", "003"), (result.Failure.GetProperty("database").GetString(), result.Failure.GetProperty("version").GetString()));
        Assert.Contains("no number. 1 found: 7", result.Failure.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, await WithBalanceAsync("16.66"));
    }

    private Task FillAsync() => Documents.InsertAsync("users", Token, Enumerable.Range(1, Users)
        .Select(id => $$"""{ "_id": {{id}}, "affiliateEarnings": { "$numberDecimal": "33.33" } }"""));

    private Task<long> WithBalanceAsync(string balance) =>
        Documents.CountAsync("users", $$"""{ "withdrawableBalance": { "$numberDecimal": "{{balance}}" } }""", Token);
}
