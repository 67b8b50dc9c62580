namespace Lms.Testing;

/// <summary>How the engine of this stack reaches a document database of a test.</summary>
/// <param name="ConnectionString">As the engine takes it; it ends with parameters.</param>
/// <param name="ApplicationParameter">The parameter by which an application names itself.</param>
/// <param name="Server">What was started for that; null for nothing.</param>
internal sealed record DocumentAccess(string ConnectionString, string ApplicationParameter, IAsyncDisposable? Server);
