using System.Net;
using Lms.Contracts.Access;
using Lms.Contracts.Client;
using Lms.Migrations.Worker.Security;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Security;

/// <summary>Tokens from their making to their end.</summary>
public sealed class TokenTests(PostgresServer server) : WorkerTest(server)
{
    [Fact]
    public async Task A_token_works_until_it_is_revoked_on_every_worker()
    {
        var setup = NewSetup();
        await using var first = await StartAsync(setup.For("first"));
        await using var second = await StartAsync(setup.For("second"));
        var made = await first.Admin.CreateTokenAsync(new NewTokenDocument("ada", "operator", LifetimeHours: 2), Token);
        using var here = first.ClientWith(made.Secret);
        using var there = second.ClientWith(made.Secret);

        var me = await here.GetIdentityAsync(Token);
        Assert.Equal(("ada", "operator"), (me.Actor, me.Role));
        Assert.Equal("ada", (await there.GetIdentityAsync(Token)).Actor);

        await first.Admin.RevokeTokenAsync(made.Token.Id, Token);
        await RefusedAsync(here);
        // The other one is told of it.
        while (await there.GetIdentityAsync(Token).ContinueWith(asked => asked.IsCompletedSuccessfully, Token, TaskContinuationOptions.None, TaskScheduler.Default))
            await Task.Delay(20, Token);
        Assert.Equal("bootstrap", (await second.Admin.ListTokensAsync(Token)).Tokens.Single(token => token.Id == made.Token.Id).RevokedBy);
        var again = await Assert.ThrowsAsync<ApiException>(() => first.Admin.RevokeTokenAsync(made.Token.Id, Token));
        Assert.Equal(404, again.Status);
    }

    [Fact]
    public async Task A_token_ends_with_its_time_without_anybody_reading_it_anew()
    {
        await using var worker = await StartAsync();
        var made = await worker.Admin.CreateTokenAsync(new NewTokenDocument("ada", "viewer", LifetimeHours: 1), Token);
        await Platform.ExecuteAsync($"UPDATE tokens SET expires_at = clock_timestamp() + interval '1 second' WHERE id = '{made.Token.Id}'", Token);
        await worker.Service<TokenBook>().ReadAsync(Token);
        using var client = worker.ClientWith(made.Secret);
        await client.GetIdentityAsync(Token);

        await Task.Delay(TimeSpan.FromSeconds(1.2), Token);

        await RefusedAsync(client);
    }

    [Fact]
    public async Task Of_a_token_only_a_hash_is_kept_and_its_secret_is_told_once()
    {
        await using var worker = await StartAsync();
        var made = await worker.Admin.CreateTokenAsync(new NewTokenDocument("ada", "viewer", LifetimeHours: 1), Token);
        var secret = TokenText.Parse(made.Secret)!.Value.Secret;

        Assert.Equal([$"{made.Token.Id}|32"], await Platform.RowsAsync($"SELECT id, length(hash) FROM tokens WHERE id = '{made.Token.Id}'", Token));
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        Assert.DoesNotContain(secret, await http.GetStringAsync(new Uri("/api/v1/tokens", UriKind.Relative), Token), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, await http.GetStringAsync(new Uri("/api/v1/audit/export", UriKind.Relative), Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ada", "king", 1, "role")]
    [InlineData(" ", "viewer", 1, "actor")]
    [InlineData("Bootstrap", "viewer", 1, "actor")]
    [InlineData("ada", "viewer", 0, "lifetimeHours")]
    [InlineData("ada", "viewer", 1_000_000, "lifetimeHours")]
    public async Task A_token_that_cannot_be_is_refused_with_what_is_wrong(string actor, string role, int hours, string property)
    {
        await using var worker = await StartAsync();
        var refused = await Assert.ThrowsAsync<ApiException>(() => worker.Admin.CreateTokenAsync(new NewTokenDocument(actor, role, hours), Token));
        Assert.Equal(400, refused.Status);
        Assert.Contains(property, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_wrong_tokens_from_one_address_are_slowed_down_while_right_ones_and_other_addresses_pass()
    {
        await using var worker = await StartAsync();
        var attacker = new IPAddress([127, 0, 2, 1]);
        var path = new Uri("/api/v1/me", UriKind.Relative);
        for (var attempt = 0; attempt < FailureLimiter.Most; attempt++)
        {
            using var wrong = worker.HttpFrom(attacker, TokenText.Create().ToString());
            using var refused = await wrong.GetAsync(path, Token);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        }

        using var guess = worker.HttpFrom(attacker, TokenText.Create().ToString());
        using var slowed = await guess.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.TooManyRequests, slowed.StatusCode);
        Assert.InRange(slowed.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        using var right = worker.HttpFrom(attacker, worker.Setup.AdminToken);
        using var passed = await right.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.OK, passed.StatusCode);
        using var elsewhere = worker.HttpFrom(new IPAddress([127, 0, 2, 2]), TokenText.Create().ToString());
        using var other = await elsewhere.GetAsync(path, Token);
        Assert.Equal(HttpStatusCode.Unauthorized, other.StatusCode);
    }

    [Fact]
    public async Task No_token_and_one_that_has_expired_are_no_guesses_and_each_is_told_what_it_is()
    {
        await using var worker = await StartAsync();
        var made = await worker.Admin.CreateTokenAsync(new NewTokenDocument("ada", "viewer", LifetimeHours: 1), Token);
        await Platform.ExecuteAsync($"UPDATE tokens SET expires_at = clock_timestamp() - interval '1 hour' WHERE id = '{made.Token.Id}'", Token);
        await worker.Service<TokenBook>().ReadAsync(Token);
        for (var attempt = 0; attempt < FailureLimiter.Most + 5; attempt++)
        {
            Assert.Contains("none was sent", await SayAsync(worker, token: null), StringComparison.Ordinal);
            Assert.Contains("The token has expired, at ", await SayAsync(worker, made.Secret), StringComparison.Ordinal);
        }

        // To whoever knows its id and not its secret nothing is told of it.
        var guess = TokenText.Create() with { Id = made.Token.Id };
        Assert.Contains("is not known, has expired or was revoked", await SayAsync(worker, guess.ToString()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_very_many_tokens_those_that_can_be_used_are_listed_before_the_others()
    {
        await using var worker = await StartAsync();
        await Platform.ExecuteAsync("""
            INSERT INTO tokens (id, actor, role, hash, created_by, expires_at)
            SELECT 'old' || i, 'old', 'viewer', sha256(i::text::bytea), 'somebody', now() - interval '1 day' FROM generate_series(1, 1100) i
            """, Token);
        var listed = (await worker.Admin.ListTokensAsync(Token)).Tokens;
        Assert.Equal(1_000, listed.Count);
        Assert.Equal("bootstrap", listed[^1].Actor);
        Assert.Equal(listed.OrderByDescending(token => token.CreatedAt).Select(token => token.Id), listed.Select(token => token.Id));
    }

    [Fact]
    public async Task The_bootstrap_token_of_the_latest_start_is_the_only_one_and_stays_revoked_once_it_is()
    {
        var setup = NewSetup();
        await using (var before = await StartAsync(setup))
            await before.Admin.GetIdentityAsync(Token);

        var other = NewSetup();
        await using (var after = await StartAsync(other))
        {
            await after.Admin.GetIdentityAsync(Token);
            using var old = after.ClientWith(setup.AdminToken);
            await RefusedAsync(old);
            await after.Admin.RevokeTokenAsync(TokenText.Parse(other.AdminToken)!.Value.Id, Token);
        }

        await using var again = await StartAsync(other);
        await RefusedAsync(again.Admin);
    }

    [Fact]
    public async Task A_worker_that_is_still_configured_with_the_bootstrap_token_before_does_not_revoke_the_one_after()
    {
        var older = NewSetup();
        var newer = NewSetup();
        await (await StartAsync(older)).DisposeAsync();
        await using var first = await StartAsync(newer);
        // Its start is what matters; that its own token is no longer good for anything, it need not know.
        await using var second = await StartAsync(older);

        await first.Service<TokenBook>().ReadAsync(Token);
        await second.Service<TokenBook>().ReadAsync(Token);
        await first.Admin.GetIdentityAsync(Token);
        using var there = second.ClientWith(newer.AdminToken);
        await there.GetIdentityAsync(Token);
        await RefusedAsync(second.Admin);
    }

    [Fact]
    public async Task Unknown_tokens_read_the_table_no_more_than_once_a_second_however_many_come_and_whether_it_can_be_read_or_not()
    {
        await using var worker = await StartAsync();
        var book = worker.Service<TokenBook>();
        await Platform.ExecuteAsync("""
            CREATE SEQUENCE reads;
            ALTER TABLE tokens RENAME TO real_tokens;
            CREATE VIEW tokens AS SELECT * FROM real_tokens;
            GRANT SELECT ON tokens TO lms_worker;
            GRANT USAGE ON SEQUENCE reads TO lms_worker;
            """, Token);
        await CountReadsAsync("");
        await TryManyAsync(book);
        // One or two for all of those, and one by the worker itself.
        Assert.InRange(await ReadsAsync(), 1, 3);

        await CountReadsAsync("WHERE 1 / (n - n) = 1");
        await TryManyAsync(book);
        Assert.InRange(await ReadsAsync(), 1, 3);
        await Assert.ThrowsAnyAsync<Exception>(() => book.ReadAsync(Token));
    }

    [Fact]
    public async Task A_token_is_still_known_while_the_platform_database_is_away()
    {
        await using var worker = await StartAsync();
        await worker.Admin.GetIdentityAsync(Token);
        await Platform.ExecuteAsync("ALTER TABLE tokens RENAME TO hidden", Token);

        await Assert.ThrowsAnyAsync<Exception>(() => worker.Service<TokenBook>().ReadAsync(Token));
        Assert.Equal("bootstrap", (await worker.Admin.GetIdentityAsync(Token)).Actor);

        await Platform.ExecuteAsync("ALTER TABLE hidden RENAME TO tokens", Token);
    }

    private static async Task<string> SayAsync(WorkerHost worker, string? token)
    {
        using var http = worker.HttpFrom(new IPAddress([127, 0, 2, 3]), token);
        using var refused = await http.GetAsync(new Uri("/api/v1/me", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        return await refused.Content.ReadAsStringAsync(Token);
    }

    /// <summary>From now on every reading of the tokens moves a sequence, also one that fails.</summary>
    private Task CountReadsAsync(string condition) => Platform.ExecuteAsync($"""
        ALTER SEQUENCE reads RESTART;
        CREATE OR REPLACE VIEW tokens AS WITH read AS MATERIALIZED (SELECT nextval('reads') AS n) SELECT real_tokens.* FROM read CROSS JOIN real_tokens {condition};
        """, Token);

    private Task<long> ReadsAsync() => Platform.ScalarAsync<long>("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM reads", Token);

    private static async Task TryManyAsync(TokenBook book)
    {
        await Task.Delay(TimeSpan.FromSeconds(1.1), Token);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(async _ => Assert.Null(await book.FindAsync(TokenText.Create(), Token))));
    }

    private static async Task RefusedAsync(LmsClient client)
    {
        var refused = await Assert.ThrowsAsync<ApiException>(() => client.GetIdentityAsync(Token));
        Assert.Equal((401, "unauthorized", 5), (refused.Status, refused.Failure.Kind, refused.Failure.ExitCode));
    }
}
