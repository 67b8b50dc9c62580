using System.Text.Json.Serialization.Metadata;
using Lms.Cli.Configuration;
using Lms.Cli.Databases;
using Lms.Cli.Databases.Local;
using Lms.Cli.Databases.Remote;
using Lms.Cli.Logging;
using Lms.Cli.Output;
using Lms.Cli.Output.Json;
using Lms.Contracts.Client;
using Lms.Migrations;

namespace Lms.Cli.Commands;

/// <summary>One call of the command: what it was asked, where it answers, and what it works with.</summary>
internal sealed class Session(string command, GlobalSettings settings, Terminal terminal, TerminationSignals termination, TimeProvider time) : IDisposable
{
    private readonly Lazy<ServerAddress?> server = new(
        () => settings.Server.Resolve(settings.Choice, Environment.CurrentDirectory, Environment.GetEnvironmentVariable));

    private LmsConfiguration? configuration;
    private IReadOnlyList<IDatabase>? databases;
    private MigrationLog? log;
    private Worker? worker;

    /// <summary>What was called, without <c>lms</c> before it: <c>backfill show</c>.</summary>
    public string Command => command;

    /// <summary>Whether there is nothing to clean up when the command is cancelled.</summary>
    public bool OnlyLooks { get; set; }

    /// <summary>Whether what it does, and how it fails, is nothing to the log of what was changed.</summary>
    public bool KeepsNoLog { get; set; }

    public GlobalSettings Settings => settings;

    public Terminal Terminal => terminal;

    public TimeProvider Time => time;

    /// <summary>Whether a worker is asked.</summary>
    /// <exception cref="UsageException">What names it makes no sense.</exception>
    public bool IsRemote => server.Value is not null;

    /// <summary>Whether whoever gave the first signal can be asked what they meant by it.</summary>
    public bool CanAskAfterSignal => termination.WasInterrupt && !settings.IsJson && Terminal.CanAsk;

    /// <summary>Cancelled when nobody is to be waited for any more, not even somebody who was asked.</summary>
    public CancellationToken Terminated => termination.Terminated;

    /// <summary>Which databases of this machine there are; read when first asked for.</summary>
    public LmsConfiguration Configuration =>
        configuration ??= settings.Choice.Resolve(Environment.CurrentDirectory, Environment.GetEnvironmentVariable);

    /// <summary>The readable log of what this process changes. What a worker changes is in the worker's.</summary>
    public MigrationLog Log => log ??= new MigrationLog(
        worker is null && !KeepsNoLog ? configuration?.Directory ?? Environment.CurrentDirectory : null, settings.Actor,
        warning => terminal.ErrorCanvas.Line(Phrase.Notice("! "), warning));

    /// <summary>The databases that are meant, in order.</summary>
    public async Task<IReadOnlyList<IDatabase>> DatabasesAsync(CancellationToken cancellationToken) => databases ??= IsRemote
        ? await RequireWorker().ListDatabasesAsync(settings.Choice.Names, cancellationToken)
        : LocalDatabases();

    /// <summary>The only database that is meant.</summary>
    /// <exception cref="UsageException">There are several, and none was picked.</exception>
    public async Task<IDatabase> SingleDatabaseAsync(string why, CancellationToken cancellationToken) =>
        Single(await DatabasesAsync(cancellationToken), database => database.Name, why);

    /// <summary>The only database of this machine that is meant, whether or not a worker is asked.</summary>
    /// <exception cref="UsageException">Several are configured, and none was picked.</exception>
    public DatabaseTarget SingleTarget(string why) => Single(Configuration.Databases, database => database.Name, why);

    /// <summary>The worker.</summary>
    /// <exception cref="UsageException">None is named.</exception>
    public Worker RequireWorker()
    {
        if (worker is not null)
            return worker;

        var address = server.Value ?? throw ServerChoice.Missing(command, Environment.CurrentDirectory, Environment.GetEnvironmentVariable);
        // What is under way is under way there.
        OnlyLooks = true;
        return worker = new Worker(new LmsClient(address.Url, address.Token, time: time), new WatchInterruption(this), settings.Reason, time);
    }

    /// <summary>Shows runs the way this call wants to see them.</summary>
    public IRunDisplay NewDisplay() => settings.IsJson ? new SilentRunDisplay() : terminal.RunDisplay(time);

    /// <summary>Says in between what is being done, to people only.</summary>
    public void Announce(string what)
    {
        if (!settings.IsJson)
            terminal.ErrorCanvas.Line(Phrase.Notice(what));
    }

    /// <summary>Answers with one document: as it is for programs, drawn for people.</summary>
    public int Answer<T>(T document, JsonTypeInfo<T> json, Action<ICanvas> draw)
    {
        if (settings.IsJson)
            JsonOutput.Write(terminal.Out, document, json);
        else
            draw(terminal.OutCanvas);
        return ExitCode.Done;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        log?.Dispose();
        worker?.Dispose();
    }

    private IReadOnlyList<IDatabase> LocalDatabases()
    {
        var asker = new RunContext(settings.Actor, settings.Reason);
        return [.. Configuration.Databases.Select(target => new LocalDatabase(target, Configuration.Options, asker, time))];
    }

    private static T Single<T>(IReadOnlyList<T> all, Func<T, string> name, string why) => all is [var only]
        ? only
        : throw new UsageException($"{why} Add --database with one of: {string.Join(", ", all.Select(name))}.");
}
