using Lms.Contracts.Client;
using Lms.Contracts.Failures;
using Microsoft.AspNetCore.WebUtilities;

namespace Lms.Dashboard.Troubles;

/// <summary>Why a page cannot be shown.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="Title">What is the matter; a few words.</param>
/// <param name="Text">The same in a sentence.</param>
/// <param name="WayOut">What can be done about it; null for nothing.</param>
/// <param name="IsPassing">Whether the same page may be had again by itself.</param>
public sealed record Trouble(int Status, string Title, string Text, string? WayOut, bool IsPassing = false)
{
    /// <summary>What a worker, or its absence, has to say.</summary>
    public static Trouble Of(ApiException exception) => exception switch
    {
        { Status: null or 502 or 504, Failure: var failure } => new Trouble(
            503, "No worker answers", failure.Message,
            "This page comes back by itself as soon as one does. Whatever runs goes on without it.", IsPassing: true),
        { Status: 503, Failure: var failure } => new Trouble(503, "A database does not answer", failure.Message, failure.WayOut, IsPassing: true),
        { Status: 403, Failure: var failure } => new Trouble(403, "Not with this token", failure.Message, failure.WayOut),
        { Status: 404, Failure: var failure } => new Trouble(404, "There is no such thing", failure.Message, failure.WayOut),
        { Status: var status and >= 400 and < 500, Failure: var failure } => new Trouble(status.Value, "That cannot be asked", failure.Message, failure.WayOut),
        { Failure: Failure failure } => new Trouble(502, "The worker broke", failure.Message, failure.WayOut ?? "Its log says more."),
    };

    /// <summary>What a status says by itself.</summary>
    public static Trouble Of(int status) => status switch
    {
        400 => new Trouble(status, "The request is wrong", "The page was asked for with something that it cannot read.", "Go back, and try it from there."),
        403 => new Trouble(status, "Not with this token", "Your role does not allow this.", "Sign in with a token of another role, or ask an admin for one."),
        404 => new Trouble(status, "There is no such page", "Nothing is at this address.", "The overview leads to everything that there is."),
        429 => new Trouble(status, "Too many tries", "Too many tries to sign in came from your address.", "Wait a minute, and try again."),
        _ => new Trouble(status, ReasonPhrases.GetReasonPhrase(status), "The page cannot be shown.", WayOut: null),
    };
}
