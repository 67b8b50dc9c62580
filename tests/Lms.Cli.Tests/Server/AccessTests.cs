using System.Globalization;
using System.Text.Json;
using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>Tokens, the audit, and workers that cannot be asked.</summary>
public sealed class AccessTests(PostgresServer server) : ServerTest(server)
{
    [Fact(Timeout = 120_000)]
    public async Task A_token_is_printed_once_and_alone_does_what_its_role_may_and_ends_when_it_is_revoked()
    {
        var created = await AskWellAsync("token", "create", "--for", "ci", "--role", "viewer", "--expires", "8h");
        var token = created.Out.TrimEnd('\n');
        var id = token.Split('_')[1];

        Assert.Matches("^lms_[a-z0-9]{12}_[0-9a-f]{64}$", token);
        Assert.Contains($"token {id}: viewer for ci until ", created.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(token, created.Error, StringComparison.Ordinal);
        Assert.StartsWith("ci, viewer  token " + id, (await AskAsAsync(token, "whoami")).Out, StringComparison.Ordinal);
        Assert.Equal(0, (await AskAsAsync(token, "status")).ExitCode);
        var forbidden = await AskAsAsync(token, "migrate", "--output", "json");
        Assert.Equal((5, "forbidden"), (forbidden.ExitCode, forbidden.Failure.GetProperty("kind").GetString()));

        var list = await AskWellAsync("token", "list");
        Assert.Matches($"(?m)^{id}  ✓ valid +ci ", list.Out);
        Assert.DoesNotContain(token, list.All, StringComparison.Ordinal);

        // Also by the token itself, which is no part of the address then.
        await AskWellAsync("token", "revoke", token);
        Assert.Equal(5, (await AskAsAsync(token, "status")).ExitCode);
        Assert.Matches($"(?m)^{id}  – revoked .*revoked by bootstrap", (await AskWellAsync("token", "list")).Out);
        Assert.Equal(2, (await AskAsync("token", "revoke", id)).ExitCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_wrong_token_exits_5_in_the_workers_words_and_none_likewise()
    {
        var secret = $"lms_zzzzzzzzzzzz_{new string('3', 64)}";

        var wrong = await AskAsAsync(secret, "status");
        var none = await RunWithAsync(new Dictionary<string, string> { ["LMS_SERVER"] = Worker.Url }, "status", "--output", "json");

        Assert.Equal((5, 5), (wrong.ExitCode, none.ExitCode));
        Assert.Contains("The token is not known, has expired or was revoked.", wrong.Error, StringComparison.Ordinal);
        Assert.Equal("unauthorized", none.Failure.GetProperty("kind").GetString());
        Assert.DoesNotContain(secret, wrong.All, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_token_of_a_running_app_host_is_found_and_shown_to_its_worker()
    {
        System.IO.Directory.CreateDirectory(Path.Combine(Directory, ".lms"));
        await File.WriteAllTextAsync(Path.Combine(Directory, ".lms", "running.json"), string.Create(CultureInfo.InvariantCulture, $$"""
            { "processId": {{Environment.ProcessId}}, "startedAt": "{{DateTimeOffset.UtcNow:O}}",
              "server": { "url": "{{Worker.Url}}", "token": "{{WorkerProcess.Bootstrap}}" },
              "databases": [ { "name": "main", "connection": "Host=x", "catalog": "c" } ] }
            """), Token);

        Assert.StartsWith("bootstrap, admin", (await RunWellAsync("whoami", "--server", Worker.Url)).Out, StringComparison.Ordinal);
        Assert.Contains($"is at {Worker.Url}", (await RunAsync("whoami")).Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_worker_that_does_not_answer_exits_3_and_says_so()
    {
        Worker.Kill();
        await Worker.ExitAsync(Token);
        string[][] calls = [["migrate"], ["migrate", "--db", "main"], ["run", "list"], ["audit", "--export", "-"]];

        foreach (var call in calls)
        {
            var human = await AskAsync(call);
            var json = await AskJsonAsync(call);

            Assert.Equal((3, 3), (human.ExitCode, json.ExitCode));
            Assert.Equal(("unavailable", "workerUnreachable"), (json.Failure.GetProperty("kind").GetString(), json.Failure.GetProperty("cause").GetString()));
            Assert.Contains($"No worker answers at {Worker.Url}", human.Error, StringComparison.Ordinal);
            Assert.DoesNotContain(WorkerProcess.Bootstrap, human.All + json.All, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task The_audit_tells_who_tried_what_and_can_be_taken_out_whole()
    {
        var ci = await TokenForAsync("ci", "viewer");
        await AskAsAsync(ci, "windows", "add", "Sun 02:00-04:00 UTC");
        await AskWellAsync("windows", "add", "Sun 02:00-04:00 UTC", "--reason", "quiet then");

        var all = await AskWellAsync("audit");
        Assert.Matches(@"(?m)✓ tokens\.create +bootstrap \(admin\) ", all.Out);
        Assert.Matches(@"(?m)✗ windows\.add 403  ci \(viewer\) ", all.Out);
        var refused = (await AskJsonAsync("audit", "--outcome", "refused", "--by", "ci", "--since", "1h")).Json.GetProperty("entries");
        Assert.Equal("windows.add", Assert.Single(refused.EnumerateArray()).GetProperty("action").GetString());
        Assert.Equal("No line of the audit fits.\n", (await AskWellAsync("audit", "--action", "runs.start")).Out);
        var page = await AskWellAsync("audit", "--limit", "1");
        Assert.Matches(@"--before \d+\n$", page.Out);

        var lines = (await AskWellAsync("audit", "--export", "-")).Out.TrimEnd('\n').Split('\n');
        await AskWellAsync("audit", "--export", "audit.jsonl");
        var again = await AskAsync("audit", "--export", "audit.jsonl");
        Assert.Equal(["tokens.create", "tokens.create", "windows.add", "windows.add"], lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("action").GetString()));
        Assert.Equal(lines, await File.ReadAllLinesAsync(Path.Combine(Directory, "audit.jsonl"), Token));
        Assert.Equal(2, again.ExitCode);
        Assert.Equal(5, (await AskAsAsync(ci, "audit")).ExitCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task Workers_are_listed_with_their_signs_of_life()
    {
        await StartWorkerAsync("worker-2");

        var list = await AskWellAsync("workers");
        var json = (await AskJsonAsync("workers")).Json.GetProperty("workers");

        Assert.Matches(@"(?m)^worker-1@\S+  ✓ alive", list.Out);
        Assert.Matches(@"(?m)^worker-2@\S+  ✓ alive", list.Out);
        Assert.All(json.EnumerateArray(), worker => Assert.True(worker.GetProperty("isAlive").GetBoolean()));
    }
}
