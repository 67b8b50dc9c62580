using System.Net;
using System.Text;
using Lms.Contracts.Access;
using Lms.Migrations.Worker.Security;
using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Api;

/// <summary>Every operation of the OpenAPI document × everything that may stand in the header Authorization.</summary>
public sealed class EndpointRoleTests(PostgresServer server) : WorkerTest(server)
{
    // Said here once more, and not read from the code: who may do what is decided by people.
    private static readonly IReadOnlyDictionary<string, string> MoreThanLooking = new Dictionary<string, string>
    {
        ["StartRun"] = "operator admin",
        ["CancelRun"] = "operator admin",
        ["ApproveRun"] = "approver admin",
        ["RejectRun"] = "approver admin",
        ["PauseBackfill"] = "operator admin",
        ["ResumeBackfill"] = "operator admin",
        ["CancelBackfill"] = "operator admin",
        ["AddWindow"] = "operator admin",
        ["RemoveWindow"] = "operator admin",
        ["AddFreeze"] = "operator admin",
        ["RemoveFreeze"] = "operator admin",
        ["ListTokens"] = "admin",
        ["CreateToken"] = "admin",
        ["RevokeToken"] = "admin",
        ["ListAudit"] = "admin",
        ["ExportAudit"] = "admin",
    };

    private static readonly string[] AllRoles = ["viewer", "operator", "approver", "admin"];

    [Fact]
    public async Task Each_operation_answers_those_who_may_and_nobody_else()
    {
        await using var worker = await StartAsync();
        var keys = await KeysAsync(worker);
        using var admin = worker.HttpWith(worker.Setup.AdminToken);
        var operations = await Operation.ReadAsync(admin, Token);
        Assert.True(operations.Count > 30, $"The document has {operations.Count} operations only.");
        Assert.Empty(MoreThanLooking.Keys.Except(operations.Select(operation => operation.Id)));

        List<string> wrong = [];
        foreach (var (operation, number) in operations.Select((operation, number) => (operation, number)))
        {
            // Everybody may look, and those who do more than that are named.
            Assert.True(operation.Method == HttpMethod.Get || MoreThanLooking.ContainsKey(operation.Id), $"Who may {operation}?");
            var allowed = MoreThanLooking.TryGetValue(operation.Id, out var roles) ? roles.Split(' ') : AllRoles;
            Assert.Equal($"Roles: {string.Join(", ", AllRoles.Where(allowed.Contains))}.", operation.Description);
            foreach (var (name, key) in keys)
            {
                // From an address of its own, for too many failures from one are answered otherwise.
                using var http = worker.HttpFrom(new IPAddress([127, 0, 1, (byte)(number + 1)]), key);
                var expected = !AllRoles.Contains(name) ? HttpStatusCode.Unauthorized : allowed.Contains(name) ? (HttpStatusCode?)null : HttpStatusCode.Forbidden;
                using var answer = await http.SendAsync(NewRequest(operation), HttpCompletionOption.ResponseHeadersRead, Token);
                if (await FaultAsync(answer, expected) is { } fault)
                    wrong.Add($"{operation} with {name}: {fault}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join(Environment.NewLine, wrong));
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task Whether_it_lives_everybody_may_ask(string path)
    {
        await using var worker = await StartAsync();
        using var http = worker.HttpWith(token: null);
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/openapi/v1.json")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/")]
    public async Task What_there_is_is_told_to_nobody_without_a_token(string path)
    {
        await using var worker = await StartAsync();
        using var http = worker.HttpWith(token: null);
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Token);
        Assert.True(answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.NotFound);
        await ProblemAssert.IsProblemAsync(answer, path, Token);
        Assert.False(path.StartsWith("/openapi", StringComparison.Ordinal) && answer.StatusCode != HttpStatusCode.Unauthorized);
    }

    private static async Task<string?> FaultAsync(HttpResponseMessage answer, HttpStatusCode? expected)
    {
        if (expected is null)
            return answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || (int)answer.StatusCode >= 500 ? $"{answer.StatusCode}" : null;
        if (answer.StatusCode != expected)
            return $"{answer.StatusCode} instead of {expected}";

        await ProblemAssert.IsProblemAsync(answer, "it", Token);
        return expected == HttpStatusCode.Unauthorized && answer.Headers.WwwAuthenticate.All(challenge => challenge.Scheme != "Bearer") ? "no challenge" : null;
    }

    private static HttpRequestMessage NewRequest(Operation operation)
    {
        var request = operation.NewRequest(name => name switch { "database" => "shop", "id" => operation.Path.Contains("/runs/", StringComparison.Ordinal) ? $"{Guid.Empty}" : "1", _ => "001" });
        // Nothing that is asked for may succeed and change what the next one finds.
        if (operation.HasBody)
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        return request;
    }

    private async Task<IReadOnlyList<(string Name, string? Key)>> KeysAsync(WorkerHost worker)
    {
        var expired = await worker.Admin.CreateTokenAsync(new NewTokenDocument("late", "admin", LifetimeHours: 1), Token);
        await Platform.ExecuteAsync($"UPDATE tokens SET expires_at = clock_timestamp() - interval '1 second' WHERE id = '{expired.Token.Id}'", Token);
        var revoked = await worker.Admin.CreateTokenAsync(new NewTokenDocument("gone", "admin", LifetimeHours: 1), Token);
        await worker.Admin.RevokeTokenAsync(revoked.Token.Id, Token);
        // One that is known, with another's secret.
        var stolen = await worker.Admin.CreateTokenAsync(new NewTokenDocument("known", "admin", LifetimeHours: 1), Token);
        await worker.Service<TokenBook>().ReadAsync(Token);
        List<(string, string?)> keys =
        [
            ("no token", null), ("nonsense", "x"), ("an unknown token", TokenText.Create().ToString()), ("an expired token", expired.Secret),
            ("a revoked token", revoked.Secret), ("a wrong secret", (TokenText.Create() with { Id = stolen.Token.Id }).ToString()),
        ];
        foreach (var role in AllRoles)
            keys.Add((role, (await worker.Admin.CreateTokenAsync(new NewTokenDocument($"the {role}", role, LifetimeHours: 1), Token)).Secret));
        return keys;
    }
}
