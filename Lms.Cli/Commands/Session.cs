using Lms.Cli.Configuration;
using Lms.Cli.Logging;
using Lms.Cli.Output;
using Lms.Migrations;
using Lms.Migrations.Backfills;
using Lms.Migrations.History;
using Lms.Migrations.Seeding;

namespace Lms.Cli.Commands;

/// <summary>One call of the command: what it was asked, where it answers, and what it works with.</summary>
internal sealed class Session(string command, GlobalSettings settings, Terminal terminal, TimeProvider time) : IDisposable
{
    private LmsConfiguration? configuration;
    private MigrationLog? log;

    /// <summary>The command's name, for the log.</summary>
    public string Command => command;

    /// <summary>Whether there is nothing to clean up when the command is cancelled.</summary>
    public bool OnlyLooks { get; set; }

    public GlobalSettings Settings => settings;

    public Terminal Terminal => terminal;

    public TimeProvider Time => time;

    /// <summary>Which databases there are; read when first asked for.</summary>
    public LmsConfiguration Configuration =>
        configuration ??= settings.Choice.Resolve(Environment.CurrentDirectory, Environment.GetEnvironmentVariable);

    /// <summary>The readable log.</summary>
    public MigrationLog Log => log ??= new MigrationLog(
        configuration?.Directory ?? Environment.CurrentDirectory, settings.Actor,
        warning => terminal.ErrorCanvas.Line(Phrase.Notice("! "), warning));

    /// <summary>Who asks and why; each database gets a run of its own.</summary>
    public RunContext NewContext() => new(settings.Actor, settings.Reason) { RunId = Guid.CreateVersion7() };

    /// <summary>Shows runs the way this call wants to see them.</summary>
    public IRunDisplay NewDisplay() => settings.IsJson ? new SilentRunDisplay() : terminal.RunDisplay(time);

    public MigrationRunner RunnerFor(DatabaseTarget target, RunContext? context = null, MigrationRunnerOptions? options = null) =>
        new(target, options ?? Configuration.Options, context ?? NewContext(), time);

    public HistoryEditor EditorFor(DatabaseTarget target) => new(target, Configuration.Options, NewContext(), time);

    public BackfillControl BackfillsOf(DatabaseTarget target) => new(target, Configuration.Options, NewContext(), time);

    public SeedRunner SeedersFor(DatabaseTarget target) => new(target, Configuration.Options, NewContext(), time);

    /// <summary>The only database that is meant.</summary>
    /// <exception cref="UsageException">Several are configured and none was picked.</exception>
    public DatabaseTarget SingleDatabase(string why) => Configuration.Databases is [var only]
        ? only
        : throw new UsageException(
            $"{why} Add --database with one of: {string.Join(", ", Configuration.Databases.Select(database => database.Name))}.");

    /// <inheritdoc/>
    public void Dispose() => log?.Dispose();
}
