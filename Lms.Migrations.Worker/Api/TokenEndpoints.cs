using Lms.Contracts.Access;
using Lms.Contracts.Mapping;
using Lms.Migrations.Worker.Api.Audit;
using Lms.Migrations.Worker.Api.Problems;
using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Security;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lms.Migrations.Worker.Api;

/// <summary>Tokens: who may ask what.</summary>
internal static class TokenEndpoints
{
    private static readonly string[] Reserved = [BootstrapToken.Actor, StartupRuns.Actor];
    private const int DefaultHours = 30 * 24;
    private const int MostHours = 10 * 365 * 24;

    public static void Map(RouteGroupBuilder api)
    {
        var tokens = api.MapGroup("/tokens").WithTags("Access").RequireAuthorization(AccessPolicy.Administer);
        tokens.MapGet("/", ListAsync).WithName("ListTokens").WithSummary("Every token, newest first; never a secret.");
        tokens.MapPost("/", CreateAsync).WithName("CreateToken").WithSummary("Makes a token. Its secret is told this once.").Audited("tokens.create");
        tokens.MapDelete("/{id}", RevokeAsync).WithName("RevokeToken").WithSummary("Ends a token.").Audited("tokens.revoke").ProducesProblem(404);
    }

    private static async Task<Ok<TokenListDocument>> ListAsync(TokenStore store, CancellationToken cancellationToken) =>
        TypedResults.Ok(new TokenListDocument([.. (await store.ReadAsync(cancellationToken)).Select(ToDocument)]));

    private static async Task<Created<CreatedTokenDocument>> CreateAsync(
        NewTokenDocument wanted, TokenStore store, TokenBook book, HttpContext context, CancellationToken cancellationToken)
    {
        context.Audit($"{wanted.Role} for {wanted.Actor}");
        var faults = new RequestFaults();
        faults.Length("actor", wanted.Actor, 1, 100);
        if (string.IsNullOrWhiteSpace(wanted.Actor))
            faults.Add("actor", "whom is it for?");
        if (Reserved.Contains(wanted.Actor.Trim(), StringComparer.OrdinalIgnoreCase))
            faults.Add("actor", $"'{wanted.Actor}' is a name that workers act under themselves");
        var role = WireName.Parse<Role>(wanted.Role);
        if (role is null)
            faults.Add("role", $"'{wanted.Role}' is not a role; known: {string.Join(", ", Roles.All)}");
        if (wanted.LifetimeHours is < 1 or > MostHours)
            faults.Add("lifetimeHours", $"{wanted.LifetimeHours} is out of range; it must be from 1 to {MostHours}");
        faults.ThrowIfAny();

        await context.AskAsync(cancellationToken);
        var text = TokenText.Create();
        var lifetime = TimeSpan.FromHours(wanted.LifetimeHours ?? DefaultHours);
        var token = await store.AddAsync(text, wanted.Actor.Trim(), role!.Value, context.User.ToCaller().Actor, lifetime, cancellationToken)
            ?? throw new InvalidOperationException("Two tokens of 60 random bits are alike.");
        context.Audit($"{token.Id}: {wanted.Role} for {wanted.Actor}");
        await book.ReadAsync(cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Created($"{ApiRoutes.Root}/tokens/{token.Id}", new CreatedTokenDocument(text.ToString(), ToDocument(token)));
    }

    private static async Task<NoContent> RevokeAsync(string id, TokenStore store, TokenBook book, HttpContext context, CancellationToken cancellationToken)
    {
        context.Audit(id);
        await context.AskAsync(cancellationToken);
        if (id.Length > 100 || id.Contains('\0') || await store.RevokeAsync(id, context.User.ToCaller().Actor, cancellationToken) is null)
            throw new NotFoundException("There is no token of that id, or it was revoked before.");
        await book.ReadAsync(cancellationToken);
        return TypedResults.NoContent();
    }

    private static TokenDocument ToDocument(Token token) => new(
        token.Id, token.Actor, token.Role.Wire(), token.CreatedBy, token.CreatedAt, token.ExpiresAt, token.RevokedBy, token.RevokedAt, token.LastUsedAt);
}
