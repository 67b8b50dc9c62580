namespace Lms.Contracts.Dashboard;

/// <summary>A way into the dashboard for whoever opens it first.</summary>
/// <param name="Url">The address to open. It works once.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record SignInLinkDocument(string Url, DateTimeOffset ExpiresAt);
