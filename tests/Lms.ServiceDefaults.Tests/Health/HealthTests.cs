using System.Net;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Lms.ServiceDefaults.Tests.Health;

public sealed class HealthTests
{
    private static readonly Dictionary<string, string?> NoSettings = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_that_is_up_is_alive_whatever_its_checks_say()
    {
        await using var service = await StartAsync(checks => checks.AddCheck("database", () => HealthCheckResult.Unhealthy()));

        using var answer = await service.Client.GetAsync(new Uri("/alive", UriKind.Relative), Token);

        Assert.Equal((HttpStatusCode.OK, "Healthy"), (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token)));
        Assert.True(answer.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [InlineData(HealthStatus.Healthy, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Degraded, HttpStatusCode.OK)]
    [InlineData(HealthStatus.Unhealthy, HttpStatusCode.ServiceUnavailable)]
    public async Task Health_is_that_of_the_worst_check(HealthStatus worst, HttpStatusCode code)
    {
        await using var service = await StartAsync(checks => checks
            .AddCheck("good", () => HealthCheckResult.Healthy())
            .AddCheck("other", () => new HealthCheckResult(worst, "postgres://app:hunter2@db refused")));

        using var answer = await service.Client.GetAsync(new Uri("/health", UriKind.Relative), Token);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Token));

        Assert.Equal(code, answer.StatusCode);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl?.NoStore);
        Assert.Equal(worst.ToString(), document.RootElement.GetProperty("status").GetString());
        var checks = document.RootElement.GetProperty("checks").EnumerateArray().ToList();
        Assert.Equal(["good", "other"], checks.Select(check => check.GetProperty("name").GetString()));
        Assert.Equal(["Healthy", worst.ToString()], checks.Select(check => check.GetProperty("status").GetString()));
        Assert.Equal([null, "postgres://app:***@db refused"], checks.Select(check => check.GetProperty("description").GetString()));
        Assert.All(checks, check => Assert.InRange(check.GetProperty("durationMs").GetDouble(), 0, 5_000));
    }

    [Fact]
    public async Task A_check_that_throws_is_unhealthy_and_its_message_without_secrets()
    {
        await using var service = await StartAsync(checks =>
            checks.AddCheck("database", () => throw new InvalidOperationException("Host=db;Password=hunter2")));

        var text = await ReadAsync(service);

        Assert.Contains("Host=db;Password=***", text, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_ask_the_checks_run_about_once_a_second()
    {
        var runs = 0;
        await using var service = await StartAsync(checks => checks.AddAsyncCheck("slow", async token =>
        {
            Interlocked.Increment(ref runs);
            await Task.Delay(100, token);
            return HealthCheckResult.Healthy();
        }));

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => ReadAsync(service)));
        Assert.Equal(1, runs);

        await Task.Delay(1_100, Token);
        await ReadAsync(service);
        Assert.Equal(2, runs);
    }

    [Fact]
    public async Task Whoever_hangs_up_does_not_take_the_answer_from_the_others()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var service = await StartAsync(checks => checks.AddAsyncCheck("slow", async token =>
        {
            asked.SetResult();
            await done.Task.WaitAsync(token);
            return HealthCheckResult.Healthy("done");
        }));

        using var hangUp = new CancellationTokenSource();
        var first = service.Client.GetAsync(new Uri("/health", UriKind.Relative), hangUp.Token);
        await asked.Task;
        var second = ReadAsync(service);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        done.SetResult();

        Assert.Contains("done", await second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_check_that_hangs_is_unhealthy_when_its_time_is_over()
    {
        await using var service = await StartAsync(checks => checks.AddAsyncCheck("hanging", async token =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return HealthCheckResult.Healthy();
        }));

        using var answer = await service.Client.GetAsync(new Uri("/health", UriKind.Relative), Token);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Nobody_needs_to_say_who_they_are()
    {
        await using var service = await ServiceUnderTest.StartAsync(
            NoSettings, Token,
            services =>
            {
                services.AddAuthentication("nobody").AddScheme<AuthenticationSchemeOptions, NobodyHandler>("nobody", null);
                services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
            },
            app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapGet("/closed", () => "closed");
            });

        Assert.Equal("Healthy", await service.Client.GetStringAsync(new Uri("/alive", UriKind.Relative), Token));
        Assert.Contains("Healthy", await ReadAsync(service), StringComparison.Ordinal);
        using var closed = await service.Client.GetAsync(new Uri("/closed", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.Unauthorized, closed.StatusCode);
    }

    private static Task<ServiceUnderTest> StartAsync(Action<IHealthChecksBuilder> add) =>
        ServiceUnderTest.StartAsync(NoSettings, Token, services => add(services.AddHealthChecks()));

    private static async Task<string> ReadAsync(ServiceUnderTest service)
    {
        using var answer = await service.Client.GetAsync(new Uri("/health", UriKind.Relative), Token);
        return await answer.Content.ReadAsStringAsync(Token);
    }

    /// <summary>Knows nobody.</summary>
    private sealed class NobodyHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(AuthenticateResult.NoResult());
    }
}
