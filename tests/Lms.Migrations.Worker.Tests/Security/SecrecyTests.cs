using Lms.Migrations.Worker.Tests.Api;
using Lms.Testing.Workers;
using Lms.ServiceDefaults.Secrets;
using Lms.Testing;
using Npgsql;

namespace Lms.Migrations.Worker.Tests.Security;

/// <summary>No secret leaves a worker, by whatever way.</summary>
public sealed class SecrecyTests(PostgresServer server) : WorkerTest(server)
{
    private const string ConnectionSecret = "horse-battery-9";
    private const string StatementSecret = "staple-correct-7";
    private const string RaisedSecret = "raised-by-mistake-5";
    private const string HookSecret = "tell-nobody-3";
    private const string PathSecret = "T0123-in-the-path";
    private const string CertificateSecret = "locks-the-key-4";
    private const string ReasonSecret = "typed-by-hand-1";

    [Fact]
    public async Task Neither_the_api_nor_the_log_nor_the_audit_tells_a_secret()
    {
        var login = $"worker_{Guid.NewGuid():N}";
        await Database.ExecuteAsync($"CREATE ROLE {login} LOGIN SUPERUSER PASSWORD '{ConnectionSecret}'", Token);
        var connection = new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Username = login, Password = ConnectionSecret }.ConnectionString;
        Catalog.WithTable("001", "one").With("002-secret.sql", $"""
            -- migrate:up
            CREATE ROLE {login}_other PASSWORD '{StatementSecret}';
            DO $$ BEGIN RAISE EXCEPTION 'no luck with password={RaisedSecret}'; END $$;
            -- migrate:down
            DROP ROLE {login}_other;
            """);
        var setup = new WorkerSetup(Platform.ConnectionString) { Environment = "Staging" }
            .WithDatabase("shop", connection, Catalog.Path)
            .Set("Lms:Databases:0:After:Url", $"http://127.0.0.1:1/hook/{PathSecret}?key={HookSecret}")
            .Set("Kestrel:Certificates:Default:Password", CertificateSecret)
            .Set("Logging:LogLevel:Default", "Debug");
        await using var worker = await WorkerProcess.StartAsync(setup, Token);

        var run = await worker.Admin.StartRunAsync(Migrate() with { Reason = $"the password=\"{ReasonSecret}\"" }, Token);
        var told = new List<string>();
        await foreach (var happened in worker.Admin.WatchRunAsync(run.Id, after: 0, Token))
            told.Add(happened.ToString());
        Assert.Equal("failed", (await worker.Admin.GetRunAsync(run.Id, Token)).State);
        told.AddRange(await EverythingAsync(worker, setup, run.Id));
        told.Add(worker.Output);

        Assert.Contains(told, text => text.Contains("no luck with password=***", StringComparison.Ordinal));
        foreach (var secret in new[] { ConnectionSecret, StatementSecret, RaisedSecret, HookSecret, PathSecret, ReasonSecret, setup.AdminToken })
            Assert.All(told, text => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("at https://hooks.example/services/T0123-in-the-path", "at https://***")]
    [InlineData("the key T0123-in-the-path", "the key ***")]
    [InlineData("services of hooks.example", "services of hooks.example")]
    [InlineData("opened with locks-the-key-4", "opened with ***")]
    public async Task The_key_in_a_webhooks_path_and_the_password_of_a_certificate_are_known(string text, string clean)
    {
        await using var worker = await StartAsync(NewSetup()
            .Set("Lms:Databases:0:After:Url", $"https://hooks.example/services/{PathSecret}").Set("Kestrel:Certificates:Default:Password", CertificateSecret));
        Assert.Equal(clean, worker.Service<SecretRedactor>().Redact(text));
    }

    private static async Task<IReadOnlyList<string>> EverythingAsync(WorkerProcess worker, WorkerSetup setup, Guid run)
    {
        using var http = new HttpClient { BaseAddress = worker.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", setup.AdminToken);
        List<string> told = [];
        foreach (var operation in (await Operation.ReadAsync(http, Token)).Where(operation => operation.Method == HttpMethod.Get))
        {
            // The last tells ids only, and does not end.
            if (operation.Path.EndsWith("/stream", StringComparison.Ordinal) || operation.Id == "WatchChanges")
                continue;

            using var request = operation.NewRequest(
                name => name switch { "database" => "shop", "version" => "002", _ => operation.Path.Contains("/runs/", StringComparison.Ordinal) ? $"{run}" : "1" },
                operation.Id == "ListOpenings" ? "?database=shop" : "");
            using var answer = await http.SendAsync(request, Token);
            told.Add(await answer.Content.ReadAsStringAsync(Token));
        }

        Assert.True(told.Count > 15, $"Only {told.Count} operations were asked.");
        return told;
    }
}
