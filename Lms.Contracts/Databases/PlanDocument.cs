namespace Lms.Contracts.Databases;

/// <summary>What a run would do, refusals included.</summary>
/// <param name="Name">The database.</param>
/// <param name="Engine"><c>postgresql</c> or <c>mongodb</c>.</param>
/// <param name="Direction"><c>up</c> or <c>down</c>.</param>
/// <param name="Hash">SHA-256 over database, direction and steps, 64 hex digits: what an approval is given for.</param>
/// <param name="Steps">In order of execution.</param>
/// <param name="Refusals">Why it may not run; empty when it may.</param>
public sealed record PlanDocument(
    string Name, string Engine, string Direction, string Hash, IReadOnlyList<PlannedStepDocument> Steps, IReadOnlyList<RefusalDocument> Refusals);

/// <summary>One migration in one direction, with its statements and bounds.</summary>
/// <param name="Version">The migration.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">The file's first comment; null when it has none.</param>
/// <param name="File">The path it was read from, on the machine that read it.</param>
/// <param name="Transaction">Whether all of it is one transaction.</param>
/// <param name="Batched">Whether it runs in batches, each a transaction of its own.</param>
/// <param name="LockTimeoutMs">Longest wait for one lock.</param>
/// <param name="ConcurrentLockTimeoutMs">The same for statements with CONCURRENTLY.</param>
/// <param name="StatementTimeoutMs">Longest time for one statement; 0 for no bound.</param>
/// <param name="Reversible">Whether it can be undone.</param>
/// <param name="RequiresWindow">Whether it may run in a maintenance window only.</param>
/// <param name="Statements">In order of execution.</param>
/// <param name="Verify">Queries that must return no row before it may commit.</param>
/// <param name="Checks">Questions over documents that must find nothing.</param>
public sealed record PlannedStepDocument(
    string Version,
    string Name,
    string? Description,
    string File,
    bool Transaction,
    bool Batched,
    long LockTimeoutMs,
    long ConcurrentLockTimeoutMs,
    long StatementTimeoutMs,
    bool Reversible,
    bool RequiresWindow,
    IReadOnlyList<StatementDocument> Statements,
    IReadOnlyList<StatementDocument> Verify,
    IReadOnlyList<CheckDocument> Checks);

/// <summary>One statement.</summary>
/// <param name="Line">The 1-based line of the file where it begins.</param>
/// <param name="Kind"><c>statement</c>, <c>backfill</c> or <c>undo</c>.</param>
/// <param name="Text">SQL, or a command in Extended JSON.</param>
public sealed record StatementDocument(int Line, string Kind, string Text);

/// <summary>A question that must find nothing.</summary>
/// <param name="Line">The 1-based line of the file where it stands.</param>
/// <param name="Moment"><c>before</c> or <c>after</c>.</param>
/// <param name="Message">What it means when something is found.</param>
/// <param name="Text">The command that asks it, in Extended JSON.</param>
public sealed record CheckDocument(int Line, string Moment, string Message, string Text);

/// <summary>One reason not to run, with the way out.</summary>
/// <param name="Kind"><c>drift</c>, <c>outOfOrder</c>, <c>irreversible</c>, <c>missing</c>, <c>foreignTable</c>, <c>window</c>,
/// <c>planChanged</c>.</param>
/// <param name="Version">The migration concerned; null when it is none in particular.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="WayOut">What the operator can do.</param>
public sealed record RefusalDocument(string Kind, string? Version, string Message, string WayOut)
{
    /// <summary>For a closed window: when it opens; null when that is not known.</summary>
    public DateTimeOffset? NextOpening { get; init; }
}
