namespace Lms.Migrations.Worker.Security;

/// <summary>What a token may do; the text of each is the contract of <c>tokens.role</c>.</summary>
internal enum Role
{
    Viewer,
    Operator,
    Approver,
    Admin,
}

/// <summary>A token as it is kept.</summary>
internal sealed record Token(
    string Id, string Actor, Role Role, byte[] Hash, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt,
    string? RevokedBy, DateTimeOffset? RevokedAt, DateTimeOffset? LastUsedAt);
