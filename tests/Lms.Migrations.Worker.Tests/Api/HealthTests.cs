using System.Net;
using System.Text.Json;
using Lms.Testing.Workers;
using Lms.Testing;
using Microsoft.Extensions.Configuration;

namespace Lms.Migrations.Worker.Tests.Api;

/// <summary>What a prober is told of a worker whose databases are away, and where it can ask.</summary>
public sealed class HealthTests(PostgresServer server) : WorkerTest(server)
{
    [Fact]
    public async Task A_worker_with_a_database_that_does_not_answer_is_degraded_and_serves()
    {
        var setup = NewSetup().WithDatabase("away", $"Host=127.0.0.1;Port={LoopbackPort.Free()};Username=a;Database=a", Catalog.Path);
        await using var worker = await StartAsync(setup);

        var (status, report) = await AskAsync(worker);

        Assert.Equal((HttpStatusCode.OK, "Degraded"), (status, report.GetProperty("status").GetString()));
        Assert.Contains(report.GetProperty("checks").EnumerateArray(), check => check.GetProperty("description").GetString() == "no answer from away");
    }

    [Fact]
    public async Task A_worker_without_its_platform_database_is_unhealthy_until_it_is_back()
    {
        await using var worker = await StartAsync();
        var name = Platform.Name;
        await Database.ExecuteAsync($"ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS false", Token);
        await Database.ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'", Token);
        try
        {
            await UntilAsync(worker, HttpStatusCode.ServiceUnavailable, "Unhealthy");
            using var http = worker.HttpWith(token: null);
            using var alive = await http.GetAsync(new Uri("/alive", UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
        }
        finally
        {
            await Database.ExecuteAsync($"ALTER DATABASE \"{name}\" ALLOW_CONNECTIONS true", CancellationToken.None);
        }

        await UntilAsync(worker, HttpStatusCode.OK, "Healthy");
    }

    [Theory]
    [InlineData(null, null, "127.0.0.1:5180")]
    [InlineData("urls", "http://0.0.0.0:80", null)]
    [InlineData("Kestrel:Endpoints:Http:Url", "http://0.0.0.0:80", null)]
    public void A_worker_that_is_told_no_address_listens_on_its_own_machine_only(string? key, string? value, string? expected)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(key is null ? [] : [new KeyValuePair<string, string?>(key, value)]).Build();
        Assert.Equal(expected, WorkerApplication.DefaultEndPoint(configuration)?.ToString());
    }

    private static async Task UntilAsync(WorkerHost worker, HttpStatusCode status, string word)
    {
        while (true)
        {
            var (answered, report) = await AskAsync(worker);
            Assert.Equal(report.GetProperty("status").GetString() == "Unhealthy", answered == HttpStatusCode.ServiceUnavailable);
            if (answered == status && report.GetProperty("status").GetString() == word)
                return;
            await Task.Delay(100, Token);
        }
    }

    private static async Task<(HttpStatusCode Status, JsonElement Report)> AskAsync(WorkerHost worker)
    {
        using var http = worker.HttpWith(token: null);
        using var answer = await http.GetAsync(new Uri("/health", UriKind.Relative), Token);
        using var report = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));
        return (answer.StatusCode, report.RootElement.Clone());
    }
}
