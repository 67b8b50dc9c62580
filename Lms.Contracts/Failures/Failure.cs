using Lms.Contracts.Databases;

namespace Lms.Contracts.Failures;

/// <summary>What went wrong: the same at the command line, in the API's problem documents and in a run that failed. Properties that do
/// not apply are null.</summary>
public sealed record Failure
{
    /// <summary>Which sort: <c>usage</c>, <c>configuration</c>, <c>catalog</c>, <c>migrationFailed</c>, <c>seederFailed</c>, <c>hookFailed</c>,
    /// <c>unavailable</c>, <c>leaseNotObtained</c>, <c>leaseLost</c>, <c>refused</c>, <c>windowClosed</c>, <c>conflict</c>, <c>cancelled</c>, <c>notFound</c>, <c>unauthorized</c>,
    /// <c>forbidden</c>, <c>internal</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What the <c>lms</c> command exits with, see docs/commands.md.</summary>
    public required int ExitCode { get; init; }

    /// <summary>One sentence fit for an operator.</summary>
    public required string Message { get; init; }

    /// <summary>The database concerned.</summary>
    public string? Database { get; init; }

    /// <summary>What can be done about it.</summary>
    public string? WayOut { get; init; }

    /// <summary>For <c>unavailable</c>: <c>unreachable</c>, <c>authenticationFailed</c>, <c>databaseMissing</c>, <c>rightsMissing</c>,
    /// <c>notAccepting</c>, <c>connectionLost</c>, <c>appHostNotRunning</c>, <c>workerUnreachable</c>, <c>dashboardUnreachable</c>.</summary>
    public string? Cause { get; init; }

    /// <summary>The migration's version.</summary>
    public string? Version { get; init; }

    /// <summary>The migration's, seeder's or hook's name.</summary>
    public string? Name { get; init; }

    /// <summary>The property of a configuration or a request: <c>databases[0].connection</c>.</summary>
    public string? Property { get; init; }

    /// <summary>The file to blame.</summary>
    public string? File { get; init; }

    /// <summary>The 1-based line in it.</summary>
    public int? Line { get; init; }

    /// <summary>The statement's 1-based number in its section.</summary>
    public int? StatementNumber { get; init; }

    /// <summary>The statement's text.</summary>
    public string? Statement { get; init; }

    /// <summary>The server's five-character SQLSTATE.</summary>
    public string? SqlState { get; init; }

    /// <summary>The server's detail.</summary>
    public string? Detail { get; init; }

    /// <summary>The server's hint.</summary>
    public string? Hint { get; init; }

    /// <summary>The constraint concerned.</summary>
    public string? Constraint { get; init; }

    /// <summary>The table concerned, with its schema.</summary>
    public string? Table { get; init; }

    /// <summary>For <c>catalog</c>: every fault.</summary>
    public IReadOnlyList<FaultDocument>? Faults { get; init; }

    /// <summary>For <c>refused</c>: every reason.</summary>
    public IReadOnlyList<RefusalDocument>? Refusals { get; init; }

    /// <summary>For <c>leaseNotObtained</c>: who holds it.</summary>
    public HolderDocument? Holder { get; init; }

    /// <summary>For a lock that was not granted: who holds it.</summary>
    public IReadOnlyList<BlockerDocument>? Blockers { get; init; }
}

/// <summary>One thing wrong with a catalog.</summary>
/// <param name="File">The path of the file.</param>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based; null where the line says enough.</param>
/// <param name="Message">What is wrong and what would be right.</param>
public sealed record FaultDocument(string File, int Line, int? Column, string Message);

/// <summary>Who holds, or held, the right to change a database.</summary>
public sealed record HolderDocument(
    string Actor, string Host, int ProcessId, Guid RunId, DateTimeOffset AcquiredAt, DateTimeOffset HeartbeatAt);

/// <summary>A session that holds a lock somebody waits for.</summary>
/// <param name="ProcessId">The server's process id, as <c>pg_terminate_backend</c> takes it.</param>
/// <param name="User">The role it is logged in as.</param>
/// <param name="Application">Its <c>application_name</c>; may be empty.</param>
/// <param name="State"><c>active</c>, <c>idle in transaction</c>, …</param>
/// <param name="Query">What it runs or ran last, shortened.</param>
/// <param name="AgeMs">How long its transaction has been open.</param>
public sealed record BlockerDocument(int ProcessId, string User, string Application, string State, string Query, long AgeMs);
