using Lms.Cli.Databases;
using Lms.Migrations;

namespace Lms.Cli.Output;

/// <summary>Shows a run while it is under way.</summary>
internal interface IRunDisplay
{
    /// <summary>Follows the events to their end and hands each on; what ends the sequence ends this call.</summary>
    Task FollowAsync(string database, RunHandle run, Action<MigrationEvent> observe);
}

/// <summary>Shows nothing: for JSON, whose reader wants one document and no more.</summary>
internal sealed class SilentRunDisplay : IRunDisplay
{
    public async Task FollowAsync(string database, RunHandle run, Action<MigrationEvent> observe)
    {
        await foreach (var happened in run.Events)
            observe(happened);
    }
}
