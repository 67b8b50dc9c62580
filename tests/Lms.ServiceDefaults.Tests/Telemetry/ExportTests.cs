using System.Diagnostics;
using System.Net;
using Lms.Migrations;
using Lms.Migrations.Failures;
using Lms.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Lms.ServiceDefaults.Tests.Telemetry;

/// <summary>What arrives at a collector, and what does not.</summary>
public sealed class ExportTests(PostgresServer server)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traces_metrics_and_logs_of_a_run_arrive_without_its_secrets()
    {
        var database = await server.CreateDatabaseAsync(Token);
        var password = new NpgsqlConnectionStringBuilder(database.ConnectionString).Password!;
        using var catalog = new CatalogDirectory()
            .WithTable("1", "one")
            .With("2-broken.sql", "-- migrate:up\nSET password_encryption = 'md5'; CREATE ROLE no_role_at_all PASSWORD 'hunter2' SUPERUSER IN ROLE missing_role;\n");
        await using var receiver = await OtlpReceiver.StartAsync(Token);
        var builder = Builder(Http(receiver), ("ConnectionStrings:lms", database.ConnectionString));
        using (var host = builder.Build())
        {
            await host.StartAsync(Token);
            var runner = new MigrationRunner(new DatabaseTarget("lms", DatabaseEngine.PostgreSql, database.ConnectionString, catalog.Path));
            var failure = await Assert.ThrowsAsync<StepFailedException>(() => runner.RunPendingMigrationsAsync(Token));
            var log = host.Services.GetRequiredService<ILogger<ExportTests>>();
            Log.Failed(log, new InvalidOperationException($"Password={password}", failure), $"it was {password}");
            await host.StopAsync(Token);
        }

        var traces = receiver.Received("traces");
        Assert.All(["lms.run", "lms.step", "missing_role", "lms.migration.version", "service.instance.id"], text => Assert.Contains(text, traces, StringComparison.Ordinal));
        // The driver's own activities hold statements.
        Assert.Contains("CREATE ROLE no_role_at_all PASSWORD '***'", traces, StringComparison.Ordinal);
        Assert.All(["lms.runs", "lms.step.duration", "db.client.", "dotnet."], text => Assert.Contains(text, receiver.Received("metrics"), StringComparison.Ordinal));
        Assert.All(
            ["it was ***", "it failed with {Text}", "Password=***", nameof(InvalidOperationException), "exception.stacktrace"],
            text => Assert.Contains(text, receiver.Received("logs"), StringComparison.Ordinal));
        var everything = receiver.Received("");
        Assert.Contains("test-service", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", everything, StringComparison.Ordinal);
        Assert.DoesNotContain(password, everything, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("parentbased_always_on")]
    [InlineData("always_on")]
    public async Task Requests_are_traced_with_their_route_and_without_secrets_and_probes_are_not_traced_at_all(string sampler)
    {
        var database = await server.CreateDatabaseAsync(Token);
        await using var receiver = await OtlpReceiver.StartAsync(Token);
        var settings = new Dictionary<string, string?>(Http(receiver)) { ["OTEL_TRACES_SAMPLER"] = sampler };
        await using (var service = await ServiceUnderTest.StartAsync(
            settings, Token, map: Map, configure: services => services.AddHealthChecks().AddAsyncCheck("database", LookAsync)))
        {
            await service.Client.GetStringAsync(new Uri("/things/7", UriKind.Relative), Token);
            using var broken = await service.Client.GetAsync(new Uri("/broken/7", UriKind.Relative), Token);
            Assert.Equal(HttpStatusCode.InternalServerError, broken.StatusCode);
            await service.Client.GetStringAsync(new Uri("/alive", UriKind.Relative), Token);
            await service.Client.GetStringAsync(new Uri("/health", UriKind.Relative), Token);
            await service.StopAsync(Token);
        }

        var traces = receiver.Received("traces");
        Assert.All(
            ["GET /things/{id}", "GET /broken/{id}", "http.route", "http.response.status_code", "at postgres://app:***@db", "System.InvalidOperationException"],
            text => Assert.Contains(text, traces, StringComparison.Ordinal));
        Assert.All(["GET /alive", "GET /health", "how it is", "hunter2"], text => Assert.DoesNotContain(text, traces, StringComparison.Ordinal));
        Assert.Contains("http.server.request.duration", receiver.Received("metrics"), StringComparison.Ordinal);

        async Task<HealthCheckResult> LookAsync()
        {
            await database.ExecuteAsync("SELECT 'how it is'", Token);
            return HealthCheckResult.Healthy();
        }
    }

    [Theory]
    [InlineData("parentbased_always_on")]
    [InlineData("always_on")]
    public async Task What_a_service_asks_for_nobody_is_left_out_with_all_that_is_below_it(string sampler)
    {
        var database = await server.CreateDatabaseAsync(Token);
        using var work = new ActivitySource("Lms.Test");
        await using var receiver = await OtlpReceiver.StartAsync(Token);
        using (var host = Builder(Http(receiver), ("OTEL_TRACES_SAMPLER", sampler)).Build())
        {
            await host.StartAsync(Token);
            await database.ExecuteAsync("SELECT 'a look into the queue'", Token);
            using (work.StartActivity("somebody asks"))
                await database.ExecuteAsync("SELECT 'for somebody'", Token);
            using (work.StartActivity("a call of nobody", ActivityKind.Client))
            using (work.StartActivity("below it", ActivityKind.Server))
                await database.ExecuteAsync("SELECT 'below that'", Token);
            await host.StopAsync(Token);
        }

        var traces = receiver.Received("traces");
        Assert.All(["somebody asks", "for somebody"], text => Assert.Contains(text, traces, StringComparison.Ordinal));
        Assert.All(["into the queue", "of nobody", "below"], text => Assert.DoesNotContain(text, traces, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_default_protocol_arrives_and_headers_are_sent_and_known_to_be_secret()
    {
        await using var receiver = await OtlpReceiver.StartAsync(Token, HttpProtocols.Http2);
        var builder = Builder(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
            ["OTEL_EXPORTER_OTLP_HEADERS"] = "api-key=hunter2",
            ["OTEL_SERVICE_NAME"] = "another-name",
        });
        using (var host = builder.Build())
        {
            await host.StartAsync(Token);
            Log.Failed(host.Services.GetRequiredService<ILogger<ExportTests>>(), null, "the key is hunter2");
            await host.StopAsync(Token);
        }

        Assert.Equal("hunter2", receiver.ApiKey);
        Assert.Contains("the key is ***", receiver.Received("Logs"), StringComparison.Ordinal);
        Assert.Contains("another-name", receiver.Received("Logs"), StringComparison.Ordinal);
        Assert.DoesNotContain("test-service", receiver.Received(""), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_an_address_nothing_of_it_is_there()
    {
        using var host = Builder(new Dictionary<string, string?>()).Build();

        Assert.Null(host.Services.GetService<TracerProvider>());
        Assert.Null(host.Services.GetService<MeterProvider>());
        Assert.Null(host.Services.GetService<LoggerProvider>());
    }

    [Fact]
    public void A_signal_can_have_an_address_of_its_own_or_be_switched_off()
    {
        using var host = Builder(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = "http://127.0.0.1:1/traces",
            ["OTEL_EXPORTER_OTLP_METRICS_ENDPOINT"] = "http://127.0.0.1:1/metrics",
            ["OTEL_METRICS_EXPORTER"] = "none",
        }).Build();

        Assert.NotNull(host.Services.GetService<TracerProvider>());
        Assert.Null(host.Services.GetService<MeterProvider>());
        Assert.Null(host.Services.GetService<LoggerProvider>());
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/things/{id}", (int id) => id);
        app.MapGet("/broken/{id}", (int id) => id < 0 ? id : throw new InvalidOperationException("at postgres://app:hunter2@db"));
    }

    private static Dictionary<string, string?> Http(OtlpReceiver receiver) => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
    };

    private static HostApplicationBuilder Builder(Dictionary<string, string?> settings, params IEnumerable<(string Name, string Value)> more)
    {
        foreach (var (name, value) in more)
            settings[name] = value;
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "test-service", EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(settings);
        return builder.AddServiceDefaults();
    }
}
