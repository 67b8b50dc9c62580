namespace Lms.EmbeddedPostgres.Tests;

public sealed class DocumentTests(ThrowAwayServer shared) : IClassFixture<ThrowAwayServer>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_inserted_document_is_found_again()
    {
        Assert.SkipUnless(shared.Server.DocumentsAvailable, shared.Server.DocumentsUnavailableReason ?? "");

        await Sql.ExecuteAsync(shared.Server.ConnectionString, """
            SELECT documentdb_api.insert('withdrawals',
                '{"insert": "users", "documents": [{"_id": 1, "balance": {"$numberDecimal": "12.50"}}]}')
            """, Token);

        var page = await Sql.ScalarAsync<string>(shared.Server.ConnectionString, """
            SELECT documentdb_core.bson_to_json_string(cursorpage)::text
            FROM documentdb_api.find_cursor_first_page('withdrawals', '{"find": "users", "filter": {"_id": 1}}')
            """, Token);
        Assert.Contains("12.50", page);
    }

    [Fact]
    public void A_server_says_either_that_it_has_documents_or_why_not() =>
        Assert.Equal(shared.Server.DocumentsAvailable, shared.Server.DocumentsUnavailableReason is null);
}
