namespace Lms.Cli.Output.Json;

/// <summary>What went wrong, as JSON and as the source of what a person reads. Properties that do not apply are null.</summary>
internal sealed record Failure
{
    /// <summary>Which sort: <c>usage</c>, <c>configuration</c>, <c>catalog</c>, <c>migrationFailed</c>, <c>seederFailed</c>, <c>unavailable</c>,
    /// <c>leaseNotObtained</c>, <c>leaseLost</c>, <c>refused</c>, <c>cancelled</c>, <c>internal</c>.</summary>
    public required string Kind { get; init; }

    public required int ExitCode { get; init; }

    public required string Message { get; init; }

    public string? Database { get; init; }

    public string? WayOut { get; init; }

    /// <summary>For <c>unavailable</c>: <c>unreachable</c>, <c>authenticationFailed</c>, …</summary>
    public string? Cause { get; init; }

    public string? Version { get; init; }

    public string? Name { get; init; }

    /// <summary>The property of a configuration: <c>databases[0].connection</c>.</summary>
    public string? Property { get; init; }

    public string? File { get; init; }

    public int? Line { get; init; }

    public int? StatementNumber { get; init; }

    public string? Statement { get; init; }

    public string? SqlState { get; init; }

    public string? Detail { get; init; }

    public string? Hint { get; init; }

    public string? Constraint { get; init; }

    public string? Table { get; init; }

    public IReadOnlyList<FaultDocument>? Faults { get; init; }

    public IReadOnlyList<RefusalDocument>? Refusals { get; init; }

    public HolderDocument? Holder { get; init; }

    public IReadOnlyList<BlockerDocument>? Blockers { get; init; }
}

internal sealed record FaultDocument(string File, int Line, int? Column, string Message);

internal sealed record RefusalDocument(string Kind, string? Version, string Message, string WayOut);

internal sealed record HolderDocument(
    string Actor, string Host, int ProcessId, Guid RunId, DateTimeOffset AcquiredAt, DateTimeOffset HeartbeatAt);

internal sealed record BlockerDocument(int ProcessId, string User, string Application, string State, string Query, long AgeMs);
