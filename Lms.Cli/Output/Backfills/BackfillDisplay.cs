using Lms.Migrations.Backfills;
using Spectre.Console;

namespace Lms.Cli.Output.Backfills;

/// <summary>Shows a backfill that is looked at from outside, look by look.</summary>
internal abstract class BackfillDisplay : IDisposable
{
    public abstract void Show(BackfillStatus status);

    /// <inheritdoc/>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}

/// <summary>On a terminal: one block that changes in place.</summary>
internal sealed class LiveBackfillDisplay(string database, IAnsiConsole console) : BackfillDisplay
{
    private readonly LiveRegion region = new(console);

    public override void Show(BackfillStatus status) => region.Draw(
    [
        BackfillText.StateOf(status), "  ", Phrase.Strong($"{database}: {BackfillText.MigrationOf(status)}"),
        Phrase.Faint($"  backfill {status.Id}"), .. BackfillBlock.Draw(status, console.Profile.Width),
    ]);

    public override void Dispose()
    {
        region.Dispose();
        base.Dispose();
    }
}

/// <summary>In a log: a line about every five seconds, and one whenever it begins to wait.</summary>
internal sealed class PlainBackfillDisplay(ICanvas canvas, TimeProvider time) : BackfillDisplay
{
    private readonly BackfillReport report = new(time);

    public override void Show(BackfillStatus status)
    {
        if (report.Line(status) is { } line)
            canvas.Line(line);
    }
}
