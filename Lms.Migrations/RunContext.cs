using System.Reflection;

namespace Lms.Migrations;

/// <summary>Who asks for a change, why, and with what: written beside every event in the history.</summary>
/// <param name="Actor">The person or service that asked.</param>
/// <param name="Reason">Why, in the asker's words; null when they gave none.</param>
public sealed record RunContext(string Actor, string? Reason = null)
{
    /// <summary>Identifies the run in <c>migrations</c> and <c>migrator.history</c>; empty gives each run an id of its own.</summary>
    public Guid RunId { get; init; }

    /// <summary>The machine that runs it.</summary>
    public string Host { get; init; } = Environment.MachineName;

    /// <summary>The version of the engine, as <c>0.1.0</c>.</summary>
    public string ToolVersion { get; init; } = EngineVersion;

    /// <summary>This context for one run, which has an id.</summary>
    internal RunContext ForRun() => RunId == Guid.Empty ? this with { RunId = Guid.CreateVersion7() } : this;

    internal static string EngineVersion { get; } =
        typeof(RunContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? "unknown";

    /// <summary>The context of the operating system's user on this machine, with no reason given.</summary>
    public static RunContext ForCurrentUser() => new(Environment.UserName);
}
