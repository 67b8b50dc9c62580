using System.Net;
using System.Text;
using System.Text.Json;
using Lms.Contracts.Access;
using Lms.Contracts.Client;
using Lms.Contracts.Json;
using Lms.Contracts.Windows;
using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Security;
using Lms.Testing.Workers;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Worker.Tests.Security;

/// <summary>What the audit remembers of those who tried something.</summary>
public sealed class AuditTests(PostgresServer server) : WorkerTest(server)
{
    private static readonly Uri Runs = new("/api/v1/runs", UriKind.Relative);

    [Fact]
    public async Task What_was_done_is_remembered_with_who_from_where_and_why()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync();
        using var ada = await worker.ClientOfAsync("operator", "ada", Token);

        var run = await ada.StartRunAsync(Migrate() with { Reason = "release 7" }, Token);

        var entry = (await ListAsync(worker, new AuditFilter { Action = "runs.start" })).Single();
        Assert.Equal(("ada", "operator", "127.0.0.1", "accepted", 202), (entry.Actor, entry.Role, entry.Address, entry.Outcome, entry.Status));
        Assert.Equal(($"migrate {run.Id}", "shop", "release 7"), (entry.Target, entry.Database, entry.Reason));
        Assert.Null(entry.Detail);
        var made = (await ListAsync(worker, new AuditFilter { Action = "tokens.create" })).Single();
        Assert.Equal(("bootstrap", "admin"), (made.Actor, made.Role));
        Assert.Contains("operator for ada", made.Target, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_refused_is_remembered_with_why_not()
    {
        await using var worker = await StartAsync();
        using var viewer = await worker.ClientOfAsync("viewer", "vera", Token);
        await Assert.ThrowsAsync<ApiException>(() => viewer.StartRunAsync(Migrate(), Token));
        await Assert.ThrowsAsync<ApiException>(() => worker.Admin.StartRunAsync(Migrate() with { Database = "nowhere" }, Token));
        await Assert.ThrowsAsync<ApiException>(() => worker.Admin.StartRunAsync(Migrate() with { Kind = "destroy" }, Token));
        using (var nobody = worker.HttpWith(token: null))
        using (var body = new StringContent("{}", Encoding.UTF8, "application/json"))
            (await nobody.PostAsync(Runs, body, Token)).Dispose();
        await Assert.ThrowsAsync<ApiException>(() => viewer.ListTokensAsync(Token));

        var refused = await ListAsync(worker, new AuditFilter { Outcome = "refused" });

        Assert.Equal(
            ["look|vera|403", "runs.start||401", "runs.start|bootstrap|400", "runs.start|bootstrap|404", "runs.start|vera|403"],
            refused.Select(entry => $"{entry.Action}|{entry.Actor}|{entry.Status}"));
        Assert.Contains("viewer", refused[4].Detail, StringComparison.Ordinal);
        Assert.Contains("nowhere", refused[3].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Looking_is_no_action_and_every_kind_of_action_is_one()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync(NewSetup("Production"));
        await worker.Admin.ListDatabasesAsync(Token);
        await worker.Admin.GetStatusAsync("shop", Token);
        var run = await worker.Admin.StartRunAsync(Migrate(), Token);
        await worker.Admin.RejectRunAsync(run.Id, "not now", Token);
        await Assert.ThrowsAsync<ApiException>(() => worker.Admin.CancelRunAsync(run.Id, "late", Token));
        await Assert.ThrowsAsync<ApiException>(() => worker.Admin.ApproveRunAsync(run.Id, "x", null, Token));
        var window = await worker.Admin.AddWindowAsync(new NewWindowDocument("daily 00:00-24:00 UTC", null, "always"), Token);
        await worker.Admin.RemoveWindowAsync(window.Id, "never", Token);
        var freeze = await worker.Admin.AddFreezeAsync(new NewFreezeDocument("stock-taking", Span: null, ["shop"]), Token);
        await worker.Admin.RemoveFreezeAsync(freeze.Id, null, Token);
        await Assert.ThrowsAsync<ApiException>(() => worker.Admin.SteerBackfillAsync("shop", 1, "pause", "wait", Token));

        var entries = await ListAsync(worker, new AuditFilter());

        Assert.Equal(
            [
                "runs.start|accepted|", "runs.reject|accepted|not now", "runs.cancel|refused|late", "runs.approve|refused|", "windows.add|accepted|always",
                "windows.remove|accepted|never", "freezes.add|accepted|stock-taking", "freezes.remove|accepted|", "backfills.pause|refused|wait",
            ],
            entries.Reverse().Select(entry => $"{entry.Action}|{entry.Outcome}|{entry.Reason}"));
    }

    [Fact]
    public async Task The_audit_is_exported_as_lines_of_json_from_the_first_to_the_last()
    {
        await using var worker = await StartAsync();
        for (var number = 0; number < 5; number++)
            await worker.Admin.CreateTokenAsync(new NewTokenDocument($"actor {number}", "viewer", LifetimeHours: 1), Token);

        var exported = await ExportAsync(worker);

        Assert.Equal((await ListAsync(worker, new AuditFilter())).Reverse(), exported.Where(IsOfNoStart));
        Assert.Equal(5, exported.Count(IsOfNoStart));
    }

    [Fact]
    public async Task A_long_audit_is_exported_whole_and_slow_readers_keep_nobody_from_the_platform_database()
    {
        await using var worker = await StartAsync();
        await Platform.ExecuteAsync("""
            INSERT INTO audit (address, action, outcome, status, detail) SELECT '::1', 'look', 'refused', 403, repeat('x', 1000) FROM generate_series(1, 10000)
            """, Token);
        Assert.Equal(10_000, (await ExportAsync(worker)).Count(entry => entry.Action == "look"));

        using var http = worker.HttpWith(worker.Setup.AdminToken);
        var slow = await Task.WhenAll(Enumerable.Range(0, 25).Select(_ =>
            http.GetAsync(new Uri("/api/v1/audit/export", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Token)));
        try
        {
            Assert.All(slow, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
            await worker.Admin.ListRunsAsync(new RunFilter(), Token);
        }
        finally
        {
            Array.ForEach(slow, answer => answer.Dispose());
        }
    }

    [Fact]
    public async Task The_audit_is_read_a_page_at_a_time_and_in_between_two_times()
    {
        await using var worker = await StartAsync();
        for (var number = 0; number < 5; number++)
            await worker.Admin.CreateTokenAsync(new NewTokenDocument($"actor {number}", "viewer", LifetimeHours: 1), Token);

        var all = (await worker.Admin.ListAuditAsync(new AuditFilter(), Token)).Entries;
        var paged = new List<AuditEntryDocument>();
        for (long? before = null; ;)
        {
            var page = await worker.Admin.ListAuditAsync(new AuditFilter { Limit = 2, Before = before }, Token);
            paged.AddRange(page.Entries);
            if ((before = page.Next) is null)
                break;
        }

        Assert.Equal(all, paged);
        var middle = await ListAsync(worker, new AuditFilter { From = all[3].At, To = all[1].At });
        Assert.Equal(all.Skip(2).Take(2), middle);
    }

    [Fact]
    public async Task An_action_that_cannot_be_written_down_is_not_acknowledged()
    {
        await using var worker = await StartAsync();
        await Platform.ExecuteAsync("ALTER TABLE audit RENAME TO hidden", Token);
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        using var body = new StringContent("""{"actor":"ada","role":"viewer"}""", Encoding.UTF8, "application/json");

        await Assert.ThrowsAsync<HttpRequestException>(() => http.PostAsync(new Uri("/api/v1/tokens", UriKind.Relative), body, Token));

        await Platform.ExecuteAsync("ALTER TABLE hidden RENAME TO audit", Token);
        // Nor was it done.
        Assert.Equal(["bootstrap"], await Platform.RowsAsync("SELECT actor FROM tokens", Token));
    }

    [Fact]
    public async Task An_action_whose_end_was_not_written_down_is_remembered_as_asked_for()
    {
        await using var worker = await StartAsync();
        await Platform.ExecuteAsync("ALTER TABLE audit ADD CONSTRAINT no_ends CHECK (outcome = 'asked') NOT VALID", Token);
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        using var body = new StringContent("""{"actor":"ada","role":"viewer"}""", Encoding.UTF8, "application/json");

        await Assert.ThrowsAsync<HttpRequestException>(() => http.PostAsync(new Uri("/api/v1/tokens", UriKind.Relative), body, Token));

        Assert.Equal(1, await Platform.ScalarAsync<long>("SELECT count(*) FROM tokens WHERE actor = 'ada'", Token));
        var entry = (await ListAsync(worker, new AuditFilter { Outcome = "asked" })).Single();
        Assert.Equal(("bootstrap", "tokens.create", "viewer for ada", 102), (entry.Actor, entry.Action, entry.Target, entry.Status));
    }

    [Fact]
    public async Task Whoever_asks_and_leaves_has_asked_and_the_audit_says_what_became_of_it()
    {
        Catalog.WithTable("001", "one");
        await using var worker = await StartAsync();
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using var body = new StringContent("""{"requestId":"r","database":"shop","kind":"migrate"}""", Encoding.UTF8, "application/json");
        await using var source = NpgsqlDataSource.Create(Platform.ConnectionString);
        await using (var connection = await source.OpenConnectionAsync(Token))
        await using (var transaction = await connection.BeginTransactionAsync(Token))
        {
            await using var command = new NpgsqlCommand("LOCK TABLE runs IN SHARE MODE", connection);
            await command.ExecuteNonQueryAsync(Token);
            var asking = http.PostAsync(Runs, body, left.Token);
            while (await Platform.ScalarAsync<long>("SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'runs'::regclass", Token) == 0)
                await Task.Delay(20, Token);
            await left.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
            await Task.Delay(TimeSpan.FromSeconds(0.5), Token);
        }

        while ((await ListAsync(worker, new AuditFilter { Action = "runs.start" })) is not [{ Outcome: not "asked" }])
            await Task.Delay(20, Token);
        var entry = (await ListAsync(worker, new AuditFilter { Action = "runs.start" })).Single();
        var run = (await worker.Admin.ListRunsAsync(new RunFilter(), Token)).Runs.Single();
        Assert.Equal(("accepted", 202, $"migrate {run.Id}"), (entry.Outcome, entry.Status, entry.Target));
    }

    [Fact]
    public async Task What_a_worker_does_by_itself_when_it_starts_is_remembered()
    {
        Catalog.WithTable("001", "one");
        await (await StartAsync()).DisposeAsync();
        var setup = NewSetup("Development");
        await using var worker = await StartAsync(setup);
        while ((await worker.Admin.ListAuditAsync(new AuditFilter { Action = "runs.start", Outcome = "accepted" }, Token)).Entries.Count == 0)
            await Task.Delay(20, Token);

        var entries = (await worker.Admin.ListAuditAsync(new AuditFilter(), Token)).Entries.Reverse().ToList();

        Assert.All(entries, entry => Assert.Equal(("worker start", "accepted", $"worker@{Environment.MachineName}"), (entry.Actor, entry.Outcome, entry.Address)));
        Assert.Equal(["runs.start", "tokens.create", "tokens.create", "tokens.revoke"], entries.Select(entry => entry.Action).Order());
        Assert.Contains(entries, entry => entry.Target == $"{TokenText.Parse(setup.AdminToken)!.Value.Id}: admin for bootstrap");
        var run = (await worker.Admin.ListRunsAsync(new RunFilter(), Token)).Runs.Single();
        Assert.Contains(entries, entry => entry.Target == $"migrate {run.Id}" && entry.Database == "shop");
    }

    [Fact]
    public async Task The_rows_of_one_database_are_found()
    {
        await using var worker = await StartAsync();
        await worker.Admin.AddFreezeAsync(new NewFreezeDocument("stock-taking", Span: null, ["shop"]), Token);
        await worker.Admin.AddFreezeAsync(new NewFreezeDocument("holidays", Span: null, []), Token);
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        using var page = JsonDocument.Parse(await http.GetStringAsync(new Uri("/api/v1/audit?database=shop", UriKind.Relative), Token));
        Assert.Equal(["stock-taking"], page.RootElement.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task A_flood_of_wrong_tokens_does_not_flood_the_audit()
    {
        var worker = await StartAsync();
        await using (worker)
        {
            for (var attempt = 0; attempt < StrangerCount.Most + 20; attempt++)
            {
                using var wrong = worker.HttpFrom(new IPAddress([127, 0, 3, 1]), TokenText.Create().ToString());
                (await wrong.GetAsync(new Uri("/api/v1/me", UriKind.Relative), Token)).Dispose();
            }

            var entries = await ListAsync(worker, new AuditFilter());
            Assert.Equal(StrangerCount.Most, entries.Count);
            Assert.All(entries, entry => Assert.Equal(("127.0.3.1", "refused", 401), (entry.Address, entry.Outcome, entry.Status)));
        }

        // And one that says how many there were; once a minute, and when the worker stops.
        Assert.Equal(
            ["127.0.3.1|20 requests|refused|429"], await Platform.RowsAsync("SELECT address, target, outcome, status FROM audit WHERE action = 'flood'", Token));
    }

    [Fact]
    public async Task Whatever_is_refused_before_anybody_asks_who_sent_it_does_not_flood_the_audit_either()
    {
        await using var worker = await StartAsync();
        for (var attempt = 0; attempt < StrangerCount.Most + 20; attempt++)
        {
            using var nobody = worker.HttpFrom(new IPAddress([127, 0, 3, 2]), token: null);
            nobody.DefaultRequestHeaders.Add("X-Long", new string('x', 33_000));
            using var answer = await nobody.PostAsync(Runs, content: null, Token);
            Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);
        }

        Assert.Equal(StrangerCount.Most, (await ListAsync(worker, new AuditFilter { Action = "runs.start" })).Count);
    }

    [Fact]
    public async Task A_reason_is_cleaned_before_it_is_cut()
    {
        await using var worker = await StartAsync(NewSetup().Set("Kestrel:Certificates:Default:Password", "locks-the-key-4"));
        var before = new string('y', 990);
        await Assert.ThrowsAsync<ApiException>(() => worker.Admin.RemoveWindowAsync(1, $"{before} locks-the-key-4", Token));
        Assert.Equal($"{before} ***", (await ListAsync(worker, new AuditFilter { Action = "windows.remove" })).Single().Reason);
    }

    private static bool IsOfNoStart(AuditEntryDocument entry) => entry.Actor != StartupRuns.Actor;

    private static async Task<IReadOnlyList<AuditEntryDocument>> ExportAsync(WorkerHost worker)
    {
        var exported = new List<AuditEntryDocument>();
        await foreach (var line in worker.Admin.ExportAuditAsync(Token))
            exported.Add(JsonSerializer.Deserialize(line, ContractJson.Default.AuditEntryDocument)!);
        return exported;
    }

    private static async Task<IReadOnlyList<AuditEntryDocument>> ListAsync(WorkerHost worker, AuditFilter filter) =>
        [.. (await worker.Admin.ListAuditAsync(filter, Token)).Entries.Where(IsOfNoStart)];
}
