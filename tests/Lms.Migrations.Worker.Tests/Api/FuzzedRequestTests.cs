using System.Net;
using System.Net.Sockets;
using System.Text;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Api;

/// <summary>Whatever is sent, the answer is a success or a problem document, and never that the worker broke.</summary>
public sealed class FuzzedRequestTests(PostgresServer server) : WorkerTest(server)
{
    private const int RequestsEach = 40;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_is_sent_to_any_operation_is_answered_with_a_success_or_a_problem_document(int seed)
    {
        Catalog.WithTable("001", "one");
        // Behind a proxy, so that what a proxy sends is believed as well.
        await using var worker = await StartAsync(NewSetup().Set("Lms:TrustedProxies", "127.0.0.1"));
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        // A body that nobody reads may end its connection, and the next request would be sent into it.
        http.DefaultRequestHeaders.ConnectionClose = true;
        var fuzz = new Fuzz(seed);
        foreach (var operation in await Operation.ReadAsync(http, Token))
        {
            for (var number = 0; number < RequestsEach; number++)
            {
                using var request = operation.NewRequest(fuzz.Segment, fuzz.Query(operation.Query));
                if (operation.Method != HttpMethod.Get || fuzz.Rarely())
                    request.Content = fuzz.Body();
                fuzz.Headers(request);
                var body = request.Content is { } content ? await content.ReadAsStringAsync(Token) : "";
                var what = $"seed {seed}, {number}: {request.Method} {request.RequestUri} {(body.Length > 300 ? body[..300] : body)}";
                using var answer = await SendAsync(http, request, what);
                if (!answer.IsSuccessStatusCode)
                    await ProblemAssert.IsProblemAsync(answer, what, Token);
            }
        }

        await worker.Admin.ListDatabasesAsync(Token);
    }

    [Theory]
    [InlineData(40_000)]
    [InlineData(200_000)]
    public async Task Headers_out_of_all_proportion_are_turned_away_with_a_problem_document(int length)
    {
        await using var worker = await StartAsync();
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        http.DefaultRequestHeaders.Add("X-Long", new string('x', length));
        using var answer = await http.GetAsync(new Uri("/api/v1/me", UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, answer.StatusCode);
        await ProblemAssert.IsProblemAsync(answer, "long", Token);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\nX: " + "{1M}" + "\r\n\r\n", 431)]
    [InlineData("GET /{1M} HTTP/1.1\r\nHost: a\r\n\r\n", 414)]
    [InlineData("GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n", 400)]
    [InlineData("GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("POST /api/v1/runs HTTP/1.1\r\nHost: a\r\nContent-Length: -5\r\n\r\n", 400)]
    [InlineData("POST /api/v1/runs HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 401)]
    [InlineData("\0\u0001\u0002\u0003\r\n\r\n", 400)]
    public async Task What_is_no_request_is_turned_away_and_the_worker_serves_on(string bytes, int status)
    {
        await using var worker = await StartAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(worker.Address.Host, worker.Address.Port, Token);
        await using var stream = client.GetStream();
        var sent = Encoding.Latin1.GetBytes(bytes.Replace("{1M}", new string('x', 1_000_000), StringComparison.Ordinal));
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var answered = reader.ReadLineAsync(Token);
        try
        {
            await stream.WriteAsync(sent, Token);
        }
        catch (IOException)
        {
            // It was turned away before all of it was sent.
        }

        Assert.StartsWith($"HTTP/1.1 {status} ", await answered, StringComparison.Ordinal);
        await worker.Admin.ListDatabasesAsync(Token);
    }

    [Fact]
    public async Task A_client_that_goes_in_mid_body_hurts_nobody()
    {
        await using var worker = await StartAsync();
        for (var number = 0; number < 5; number++)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(worker.Address.Host, worker.Address.Port, Token);
            var head = $"POST /api/v1/runs HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {worker.Setup.AdminToken}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{{";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(head), Token);
        }

        await worker.Admin.ListDatabasesAsync(Token);
    }

    [Fact]
    public async Task A_body_that_is_wrong_is_said_to_be_so_with_its_place()
    {
        await using var worker = await StartAsync();
        using var http = worker.HttpWith(worker.Setup.AdminToken);
        Assert.Contains("requestId", await ProblemOfAsync(http, "{}"), StringComparison.Ordinal);
        Assert.Contains("'steps'", await ProblemOfAsync(http, """{"requestId":"a","database":"shop","kind":"migrate","steps":"many"}"""), StringComparison.Ordinal);
        Assert.Contains("line 2", await ProblemOfAsync(http, "{\"requestId\":\"a\",\n\"database\": shop}"), StringComparison.Ordinal);
        Assert.Contains("kind", await ProblemOfAsync(http, """{"requestId":"a","database":"shop","kind":"destroy"}"""), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, string what)
    {
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
        }
        catch (HttpRequestException exception)
        {
            throw new InvalidOperationException($"{what} was not answered.", exception);
        }
    }

    private static async Task<string> ProblemOfAsync(HttpClient http, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri("/api/v1/runs", UriKind.Relative), content, Token);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var detail = await ProblemAssert.IsProblemAsync(answer, body, Token);
        return detail + await answer.Content.ReadAsStringAsync(Token);
    }
}
