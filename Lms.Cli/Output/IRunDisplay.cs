using Lms.Migrations;

namespace Lms.Cli.Output;

/// <summary>Shows a run while it is under way.</summary>
internal interface IRunDisplay
{
    /// <summary>Follows the events to their end and hands each on; what ends the sequence ends this call.</summary>
    Task FollowAsync(
        string database, IAsyncEnumerable<MigrationEvent> events, Action<MigrationEvent> observe, CancellationToken cancellationToken);
}

/// <summary>Shows nothing: for JSON, whose reader wants one document and no more.</summary>
internal sealed class SilentRunDisplay : IRunDisplay
{
    public async Task FollowAsync(
        string database, IAsyncEnumerable<MigrationEvent> events, Action<MigrationEvent> observe, CancellationToken cancellationToken)
    {
        await foreach (var happened in events.WithCancellation(cancellationToken))
            observe(happened);
    }
}
