namespace Lms.Benchmarks.Tools;

/// <summary>A compared program cannot run here; the report names the reason in place of figures.</summary>
internal sealed class ToolNotInstalledException(string message) : Exception(message);
