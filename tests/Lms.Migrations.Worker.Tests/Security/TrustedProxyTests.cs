using System.Net;
using Lms.Contracts.Access;
using Lms.Contracts.Client;
using Lms.Migrations.Worker.Api.Audit;
using Lms.Migrations.Worker.Security;
using Lms.ServiceDefaults.Proxies;
using Lms.Testing.Workers;
using Lms.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace Lms.Migrations.Worker.Tests.Security;

/// <summary>Where a request came from, when somebody says that they pass it on.</summary>
public sealed class TrustedProxyTests(PostgresServer server) : WorkerTest(server)
{
    private static readonly IPAddress Proxy = new([127, 0, 6, 1]);
    private static readonly IPAddress Stranger = new([127, 0, 7, 1]);

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9")]
    [InlineData("203.0.113.9:4711", "203.0.113.9")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6")]
    [InlineData("[2001:db8::9]:4711", "2001:db8::9")]
    // What stands before the last one, whoever sent the request may have written.
    [InlineData("198.51.100.1, 203.0.113.9", "203.0.113.9")]
    [InlineData("127.0.0.1, 127.0.6.1, 203.0.113.9", "203.0.113.9")]
    [InlineData("nonsense, 203.0.113.9", "203.0.113.9")]
    // Another proxy that is trusted, and that is not asked further.
    [InlineData("198.51.100.1, 10.0.0.7", "10.0.0.7")]
    public async Task The_last_address_that_a_proxy_adds_is_the_one_in_the_audit(string header, string address)
    {
        await using var worker = await StartBehindProxyAsync();
        Assert.Equal(address, await AddressOfAsync(worker, Proxy, header));
    }

    [Theory]
    [InlineData("")]
    [InlineData(",")]
    [InlineData("nobody")]
    [InlineData("203.0.113.9, nobody")]
    [InlineData("999.0.0.1")]
    [InlineData("203.0.113.9:port")]
    [InlineData("[2001:db8::9")]
    [InlineData("\"203.0.113.9")]
    [InlineData("'; DROP TABLE audit; --")]
    public async Task A_header_that_is_no_address_changes_nothing(string header)
    {
        await using var worker = await StartBehindProxyAsync();
        Assert.Equal($"{Proxy}", await AddressOfAsync(worker, Proxy, header));
    }

    [Fact]
    public async Task The_header_of_anybody_else_is_ignored()
    {
        await using var worker = await StartBehindProxyAsync();
        Assert.Equal($"{Stranger}", await AddressOfAsync(worker, Stranger, "203.0.113.9"));
        // Also of this machine, where nobody said so.
        Assert.Equal("127.0.0.1", await AddressOfAsync(worker, IPAddress.Loopback, "203.0.113.9"));
    }

    [Fact]
    public async Task Without_a_trusted_proxy_the_header_is_ignored()
    {
        await using var worker = await StartAsync();
        Assert.Equal($"{Proxy}", await AddressOfAsync(worker, Proxy, "203.0.113.9"));
    }

    [Fact]
    public async Task Wrong_tokens_are_counted_for_each_of_those_behind_a_proxy()
    {
        await using var worker = await StartBehindProxyAsync();
        for (var attempt = 0; attempt < FailureLimiter.Most; attempt++)
            Assert.Equal(HttpStatusCode.Unauthorized, await GuessAsync(worker, Proxy, "203.0.113.9"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync(worker, Proxy, "203.0.113.9"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GuessAsync(worker, Proxy, "203.0.113.10"));
    }

    [Fact]
    public async Task The_network_that_somebody_behind_a_proxy_is_given_whole_counts_as_one()
    {
        await using var worker = await StartBehindProxyAsync();
        for (var attempt = 0; attempt < FailureLimiter.Most; attempt++)
            Assert.Equal(HttpStatusCode.Unauthorized, await GuessAsync(worker, Proxy, $"2001:db8:0:1::{attempt + 1}"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync(worker, Proxy, "2001:db8:0:1::ffff"));
        Assert.Equal(HttpStatusCode.Unauthorized, await GuessAsync(worker, Proxy, "2001:db8:0:2::1"));
    }

    [Fact]
    public async Task Whoever_makes_up_addresses_is_counted_by_their_own()
    {
        await using var worker = await StartBehindProxyAsync();
        for (var attempt = 0; attempt < FailureLimiter.Most; attempt++)
            Assert.Equal(HttpStatusCode.Unauthorized, await GuessAsync(worker, Stranger, $"203.0.113.{attempt}"));

        Assert.Equal(HttpStatusCode.TooManyRequests, await GuessAsync(worker, Stranger, "203.0.113.99"));
        // And hurts nobody whose address they made up.
        Assert.Equal(HttpStatusCode.Unauthorized, await GuessAsync(worker, Proxy, "203.0.113.1"));
    }

    [Theory]
    [InlineData("fd00::7", "fd00::/8", "203.0.113.9")]
    [InlineData("fd00::7", "fd00::7/128", "203.0.113.9")]
    [InlineData("fd00::7", "fd00::8/128", "fd00::7")]
    // As a socket for both sees IPv4.
    [InlineData("::ffff:10.0.0.7", "10.0.0.0/8", "203.0.113.9")]
    [InlineData("::ffff:11.0.0.7", "10.0.0.0/8", "::ffff:11.0.0.7")]
    [InlineData("::1", "10.0.0.0/8", "::1")]
    public async Task A_proxy_may_be_one_of_IPv6(string from, string trusted, string address)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseForwardedRequest([System.Net.IPNetwork.Parse(trusted)], ForwardedHeaders.XForwardedFor);
        app.Run(_ => Task.CompletedTask);
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(from) }, Request = { Headers = { ["X-Forwarded-For"] = "203.0.113.9" } } };

        await app.Build()(context);

        Assert.Equal(address, Address.Of(context));
    }

    private Task<WorkerHost> StartBehindProxyAsync() => StartAsync(NewSetup().Set("Lms:TrustedProxies:0", "10.0.0.0/8").Set("Lms:TrustedProxies:1", $"{Proxy}"));

    /// <summary>The address under which the audit keeps a request.</summary>
    private static async Task<string> AddressOfAsync(WorkerHost worker, IPAddress from, string header)
    {
        using var http = worker.HttpFrom(from, worker.Setup.AdminToken);
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/freezes/1");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", header);
        using var answer = await http.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        return (await worker.Admin.ListAuditAsync(new AuditFilter { Action = "freezes.remove" }, Token)).Entries[0].Address;
    }

    private static async Task<HttpStatusCode> GuessAsync(WorkerHost worker, IPAddress from, string header)
    {
        using var http = worker.HttpFrom(from, TokenText.Create().ToString());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/me");
        request.Headers.Add("X-Forwarded-For", header);
        using var answer = await http.SendAsync(request, Token);
        return answer.StatusCode;
    }
}
