using Lms.Contracts.Access;
using Lms.Dashboard.SignIn;

namespace Lms.Dashboard.Actions;

/// <summary>Make and end tokens.</summary>
internal static class TokenActions
{
    public const string Create = "token";
    public const string Revoke = "revoke";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/tokens/add", CreateAsync).WithForm();
        app.MapPost("/tokens/{id}/revoke", RevokeAsync).WithForm();
    }

    private static Task<IResult> CreateAsync(HttpContext context, FormAction action)
    {
        var fields = new Fields(context.Request.Form);
        return action.DoAsync(context, Create, Paths.Tokens, async (worker, _) =>
        {
            var created = await worker.CreateTokenAsync(
                new NewTokenDocument(
                    fields.Required("actor", "Who it is for"), fields.Required("role", "What they may do"), fields.Number("hours", "Its lifetime in hours")),
                CancellationToken.None);
            return new Done(Paths.Tokens, $"A token for {created.Token.Actor} was made. Copy it now: it is not shown again.", created.Secret);
        });
    }

    private static Task<IResult> RevokeAsync(string id, HttpContext context, FormAction action) =>
        action.DoAsync(context, Revoke, Paths.Tokens, async (worker, user) =>
        {
            await worker.RevokeTokenAsync(id, CancellationToken.None);
            return user.TokenId == id
                ? new Done(ReturnPath.SignIn("ended", wanted: null), "That was the token of this session.")
                : new Done(Paths.Tokens, $"Token {id} was revoked.");
        });
}
