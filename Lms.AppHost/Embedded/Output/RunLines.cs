using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations.Planning;

namespace Lms.AppHost.Embedded.Output;

/// <summary>What is worth a line while a worker runs something: the same as when the host does it itself.</summary>
internal sealed class RunLines(RunDocument run, string database, Screen screen)
{
    private readonly MigrationLines lines = new(database, screen);
    private readonly Direction direction = run.Request.Kind == RunKinds.Rollback ? Direction.Down : Direction.Up;

    public void Write(RunEvent happened)
    {
        if (happened.ToEvent(database, direction) is { } told)
            lines.Write(told);
        else if (happened is StateChangedEvent { To: "interrupted", Reason: var why })
            screen.Notice($"{database}: interrupted, {why}");
    }
}
