using Lms.Contracts.Client;
using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations;

namespace Lms.Cli.Databases.Remote;

/// <summary>The worker that a command asks.</summary>
/// <param name="client">Carries the questions.</param>
/// <param name="interruption">What Ctrl+C means to somebody who watches a run.</param>
/// <param name="reason">Why; null when nothing was said.</param>
/// <param name="time">The clock.</param>
internal sealed class Worker(LmsClient client, IWatchInterruption interruption, string? reason, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public LmsClient Client => client;

    public string? Reason => reason;

    /// <summary>Asks for something to be taken away; as below.</summary>
    public Task ChangeAsync(Func<LmsClient, CancellationToken, Task> ask, CancellationToken cancellationToken) => ChangeAsync(
        async (asked, token) =>
        {
            await ask(asked, token);
            return true;
        },
        cancellationToken);

    /// <summary>Asks for something that changes what the worker keeps.</summary>
    /// <param name="ask">The request.</param>
    /// <param name="cancellationToken">Stops asking before it is sent. It is not left in the middle: nobody would know whether it was carried out.</param>
    public async Task<T> ChangeAsync<T>(Func<LmsClient, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var notice = cancellationToken.Register(interruption.AnnounceAnswer);
        return await ask(client, CancellationToken.None);
    }

    /// <summary>The databases that it looks after, in its order or in that of their names.</summary>
    /// <param name="names">Those that are meant; empty for all.</param>
    /// <param name="cancellationToken">Stops asking.</param>
    public async Task<IReadOnlyList<IDatabase>> ListDatabasesAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        // Asked for by name where possible: a list of all waits for each of them.
        IReadOnlyList<DatabaseDocument> databases = names.Count == 0
            ? (await client.ListDatabasesAsync(cancellationToken)).Databases
            : await Task.WhenAll(names.Select(name => client.GetDatabaseAsync(name, cancellationToken)));
        return [.. databases.Select(database => new RemoteDatabase(database.Name, EngineOf(database), this))];
    }

    /// <summary>Sends a request for a run. Sent again while no worker answers: with the same id it is the same run.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Gives the answer a few more seconds: without it nobody knows whether the run was taken.</param>
    /// <exception cref="ApiException">It is refused, or may have been taken without anybody saying so.</exception>
    public async Task<RunDocument> SendAsync(RunRequestDocument request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var leaving = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        await using var interrupted = cancellationToken.Register(() => leaving.CancelAfter(Grace));
        try
        {
            return await new Persistence(Patience, time).AskAsync(() => client.StartRunAsync(request, leaving.Token), leaving.Token);
        }
        catch (ApiException exception) when (exception.IsTemporary)
        {
            throw UncertainRun.MayBeTaken(exception);
        }
        catch (OperationCanceledException exception)
        {
            throw UncertainRun.MayBeTaken(exception);
        }
    }

    /// <summary>Follows a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">The first Ctrl+C.</param>
    public RunHandle Watch(RunDocument run, CancellationToken cancellationToken) =>
        new RemoteRun(client, run, interruption, time).Watch(cancellationToken);

    public void Dispose() => client.Dispose();

    private static DatabaseEngine EngineOf(DatabaseDocument database) => EngineName.Parse(database.Engine)
        ?? throw new FormatException($"The engine '{database.Engine}' of {database.Name} is not one that this version knows.");
}
