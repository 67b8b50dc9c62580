namespace Lms.Dashboard.Highlighting;

/// <summary>A stretch of code.</summary>
/// <param name="Text">As it stands there.</param>
/// <param name="Kind">The style sheet's class: <c>k</c> keyword, <c>s</c> string, <c>n</c> number, <c>c</c> comment, <c>p</c> property; null for
/// the rest.</param>
public readonly record struct CodeToken(string Text, string? Kind);
