using System.Text.Json.Serialization.Metadata;
using Lms.Cli.Databases;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;
using Lms.Contracts.Failures;

namespace Lms.Cli.Commands;

/// <summary>Visits the databases in order, shows what each visit finds, and decides the exit code.</summary>
/// <typeparam name="T">What the JSON document says about one database.</typeparam>
internal sealed class DatabaseLoop<T>(Session session, JsonTypeInfo<Document<T>> json)
{
    private readonly List<T> found = [];
    private readonly List<Failure> failures = [];

    /// <summary>Visits a database.</summary>
    /// <param name="database">The database.</param>
    /// <param name="found">Takes what is worth saying, also when the visit then fails.</param>
    /// <param name="cancellationToken">Stops the visit.</param>
    /// <returns>The exit code of this database.</returns>
    public delegate Task<int> Visit(IDatabase database, Action<T> found, CancellationToken cancellationToken);

    /// <summary>Reads every database, whatever happens to one of them; the worst exit code wins.</summary>
    public async Task<int> ReadEachAsync(Visit visit, CancellationToken cancellationToken) =>
        await RunAsync(await session.DatabasesAsync(cancellationToken), visit, stopsAtFailure: false, cancellationToken);

    /// <summary>Reads one database.</summary>
    public Task<int> ReadAsync(IDatabase database, Visit visit, CancellationToken cancellationToken) =>
        RunAsync([database], visit, stopsAtFailure: false, cancellationToken);

    /// <summary>Changes the databases in order and stops at the first that does not end well.</summary>
    public async Task<int> ChangeEachAsync(Visit visit, CancellationToken cancellationToken) =>
        await RunAsync(await session.DatabasesAsync(cancellationToken), visit, stopsAtFailure: true, cancellationToken);

    /// <summary>Changes one database.</summary>
    public Task<int> ChangeAsync(IDatabase database, Visit visit, CancellationToken cancellationToken) =>
        RunAsync([database], visit, stopsAtFailure: true, cancellationToken);

    private async Task<int> RunAsync(
        IReadOnlyList<IDatabase> databases, Visit visit, bool stopsAtFailure, CancellationToken cancellationToken)
    {
        var exitCode = ExitCode.Done;
        foreach (var database in databases)
        {
            var code = await VisitAsync(database, visit, cancellationToken);
            exitCode = ExitCode.Worse(exitCode, code);
            if (code == ExitCode.Cancelled || (code != ExitCode.Done && stopsAtFailure))
                break;
        }

        if (session.Settings.IsJson)
            JsonOutput.Write(session.Terminal.Out, NewDocument(), json);
        return exitCode;
    }

    private async Task<int> VisitAsync(IDatabase database, Visit visit, CancellationToken cancellationToken)
    {
        try
        {
            return await visit(database, found.Add, cancellationToken);
        }
#pragma warning disable CA1031 // The boundary of one database's run: whatever ends it is shown, logged and becomes an exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var failure = FailureClassifier.Classify(exception, database.Name);
            failures.Add(failure);
            FailureReport.Show(session, failure);
            return failure.ExitCode;
        }
    }

    private Document<T> NewDocument() => new(
        found,
        failures.Count == 0 ? null : failures.Aggregate((one, other) => ExitCode.Worse(one.ExitCode, other.ExitCode) == one.ExitCode ? one : other),
        failures.Count < 2 ? null : failures);
}
