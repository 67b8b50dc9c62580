namespace Lms.Contracts.Access;

/// <summary>What a token may do. Each but the first may do all that a viewer may.</summary>
public static class Roles
{
    /// <summary>Look at databases, runs, history and windows.</summary>
    public const string Viewer = "viewer";

    /// <summary>Ask for runs, cancel them, steer backfills, keep windows and freezes, override a closed window.</summary>
    public const string Operator = "operator";

    /// <summary>Approve and reject the runs of others.</summary>
    public const string Approver = "approver";

    /// <summary>All of that, and tokens and the audit.</summary>
    public const string Admin = "admin";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Operator, Approver, Admin];
}

/// <summary>Who a request was made by.</summary>
/// <param name="Actor">The person or service.</param>
/// <param name="Role"><c>viewer</c>, <c>operator</c>, <c>approver</c> or <c>admin</c>.</param>
/// <param name="Token">The token's id, which is no secret.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
public sealed record IdentityDocument(string Actor, string Role, string Token, DateTimeOffset? ExpiresAt);

/// <summary>A token without its secret, which is kept nowhere.</summary>
/// <param name="Id">Names it; part of the token itself, and no secret.</param>
/// <param name="Actor">The person or service that it stands for, as written into the history.</param>
/// <param name="Role"><c>viewer</c>, <c>operator</c>, <c>approver</c> or <c>admin</c>.</param>
/// <param name="CreatedBy">Who made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
/// <param name="RevokedBy">Who revoked it; null where nobody has.</param>
/// <param name="RevokedAt">When.</param>
/// <param name="LastUsedAt">To the minute; null when it never was.</param>
public sealed record TokenDocument(
    string Id, string Actor, string Role, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    string? RevokedBy, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt);

/// <summary>Every token, newest first.</summary>
public sealed record TokenListDocument(IReadOnlyList<TokenDocument> Tokens);

/// <summary>Asks for a token.</summary>
/// <param name="Actor">1–100 characters.</param>
/// <param name="Role"><c>viewer</c>, <c>operator</c>, <c>approver</c> or <c>admin</c>.</param>
/// <param name="LifetimeHours">Hours until it expires, 1–87,600; null for 720, which is thirty days.</param>
public sealed record NewTokenDocument(string Actor, string Role, int? LifetimeHours = null);

/// <summary>A new token. The only time that its secret is told.</summary>
/// <param name="Secret">The whole token, as it is sent after <c>Bearer</c>.</param>
/// <param name="Token">What is kept of it.</param>
public sealed record CreatedTokenDocument(string Secret, TokenDocument Token)
{
    /// <summary>What is kept of it: a record's own text would print the secret.</summary>
    public override string ToString() => Token.ToString();
}

/// <summary>One action that somebody tried.</summary>
/// <param name="Id">Rising.</param>
/// <param name="At">By the platform database's clock.</param>
/// <param name="Actor">Who; null when that is not known, for no valid token was sent.</param>
/// <param name="Role">Their role; null likewise.</param>
/// <param name="Token">The token's id; null likewise.</param>
/// <param name="Address">Where the request came from.</param>
/// <param name="Action">What was tried: <c>runs.start</c>, <c>tokens.revoke</c>, …</param>
/// <param name="Target">On what: a run, a window, a path; null for nothing in particular.</param>
/// <param name="Database">The database concerned; null for none.</param>
/// <param name="Outcome"><c>accepted</c>, <c>refused</c>, or <c>asked</c> where its worker was gone before it could say how it ended.</param>
/// <param name="Status">The HTTP status of the answer.</param>
/// <param name="Reason">Why it was asked for, in the asker's words.</param>
/// <param name="Detail">Why it was refused; null when it was not.</param>
public sealed record AuditEntryDocument(
    long Id, DateTimeOffset At, string? Actor, string? Role, string? Token, string Address, string Action, string? Target, string? Database,
    string Outcome, int Status, string? Reason, string? Detail);

/// <summary>A page of the audit, newest first.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Next">What to ask for as <c>before</c> to get the next page; null on the last one.</param>
public sealed record AuditPageDocument(IReadOnlyList<AuditEntryDocument> Entries, long? Next);
