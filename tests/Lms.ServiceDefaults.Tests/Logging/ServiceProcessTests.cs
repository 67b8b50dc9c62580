using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Lms.Testing;

namespace Lms.ServiceDefaults.Tests.Logging;

/// <summary>What a service prints, as whoever runs it sees it.</summary>
public sealed partial class ServiceProcessTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Redirected_output_is_plain_lines_without_secrets()
    {
        await using var process = Start("ConnectionStrings:lms=Host=db;Password=hunter2");
        using var client = await ClientAsync(process);

        await client.GetStringAsync(new Uri("/log?text=the%20word%20is%20hunter2%20or%20pwd%3Dabc", UriKind.Relative), Token);
        await client.GetStringAsync(new Uri("/fail?text=postgres://app:hunter3@db", UriKind.Relative), Token);
        await process.WaitForAsync("it failed", Token);

        var lines = process.Output.Split('\n');
        Assert.Contains(lines, line => line.EndsWith("WRN Some.Category: told the word is *** or pwd=***", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.EndsWith("ERR Some.Category: it failed | System.InvalidOperationException: first line | second line postgres://app:***@db", StringComparison.Ordinal));
        Assert.All(lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z [A-Z]{3} [\w.]+: ", line));
        Assert.DoesNotContain("hunter", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', process.Output);
        // Requests themselves are not worth a line.
        Assert.DoesNotContain("Request starting", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_lines_tell_the_trace_of_a_request_and_levels_can_be_chosen()
    {
        await using var process = Start("Logging:Format=json", "Logging:LogLevel:Microsoft.AspNetCore=Information");
        await process.WaitForAsync("Application started", Token);
        using var client = await ClientAsync(process);

        await client.GetStringAsync(new Uri("/log?text=hello", UriKind.Relative), Token);
        await process.WaitForAsync("told hello", Token);

        var entries = process.Output.Split('\n').Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var told = Assert.Single(entries, entry => entry.GetProperty("message").GetString() == "told hello");
        Assert.Matches("^[0-9a-f]{32}$", told.GetProperty("traceId").GetString());
        Assert.Equal("hello", told.GetProperty("values").GetProperty("Text").GetString());
        Assert.Contains(entries, entry => entry.GetProperty("message").GetString()!.StartsWith("Request starting", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Logging:Format=xml", "Logging:Format is 'xml'; it must be line or json.")]
    [InlineData(
        "OTEL_EXPORTER_OTLP_ENDPOINT=collector:4317",
        "OTEL_EXPORTER_OTLP_ENDPOINT is no address that telemetry can be sent to; write http://collector:4317, or leave it unset to send nothing.")]
    public async Task A_setting_that_cannot_be_used_stops_the_start_and_is_all_that_is_said(string setting, string message)
    {
        await using var process = Start(setting);

        Assert.Equal((2, message), (await process.ExitAsync(Token), process.Output));
    }

    [Fact]
    public async Task An_exception_that_ends_the_process_is_told_without_secrets()
    {
        await using var process = Start("crash=at postgres://app:hunter2@db");

        Assert.Equal(1, await process.ExitAsync(Token));
        Assert.StartsWith("System.InvalidOperationException: at postgres://app:***@db\n   at ", process.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_collector_that_does_not_answer_holds_up_neither_start_nor_requests_nor_the_end()
    {
        using var silent = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        silent.Start();
        var watch = Stopwatch.StartNew();
        await using var process = Start($"OTEL_EXPORTER_OTLP_ENDPOINT=http://{silent.LocalEndpoint}", "OTEL_BSP_SCHEDULE_DELAY=50");
        using var client = await ClientAsync(process);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));

        for (var i = 0; i < 20; i++)
            await client.GetStringAsync(new Uri($"/log?text={i}", UriKind.Relative), Token);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(25));

        watch.Restart();
        process.Terminate();
        Assert.Equal(0, await process.ExitAsync(Token));
        // Three seconds for what is left to send, and some for the process itself on a busy machine.
        Assert.InRange(watch.Elapsed, TimeSpan.FromSeconds(2.5), TimeSpan.FromSeconds(8));
    }

    private static RunningProcess Start(params IEnumerable<string> settings) => RunningProcess.StartDotnet(
        Path.Combine(AppContext.BaseDirectory, "Lms.ServiceProcess.dll"),
        ["--urls=http://127.0.0.1:0", .. settings.Select(setting => $"--{setting}")]);

    private static async Task<HttpClient> ClientAsync(RunningProcess process)
    {
        await process.WaitForAsync("Now listening on", Token);
        return new HttpClient { BaseAddress = new Uri(Address().Match(process.Output).Value) };
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.None, 1_000)]
    private static partial Regex Address();
}
