using Lms.Contracts.Databases;

namespace Lms.Cli.Output.Views.Server;

/// <summary>Draws the workers that there are, or were lately.</summary>
internal static class WorkerView
{
    public static void Draw(ICanvas canvas, IReadOnlyList<WorkerDocument> workers, DateTimeOffset now)
    {
        var table = new TextTable("Worker", "State", "Process", "Version", "Begun at", "Last heard of") { RightAligned = [2], Expendable = [3, 4] };
        foreach (var worker in workers)
        {
            table.Add(
                worker.Name, worker.IsAlive ? Phrase.Good("✓ alive") : Phrase.Notice("– gone"), $"{worker.ProcessId}", worker.Version,
                HumanText.Of(worker.StartedAt), HumanText.Relative(worker.HeartbeatAt, now));
        }

        canvas.Table(table);
        if (workers.Count == 0)
            canvas.Line("No worker was heard of within a day.");
    }
}
