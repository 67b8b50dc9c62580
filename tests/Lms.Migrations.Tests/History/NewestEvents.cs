using Lms.Migrations.History;

namespace Lms.Migrations.Tests.History;

internal static class NewestEvents
{
    /// <summary>The newest events, newest first.</summary>
    public static async Task<IReadOnlyList<HistoryEvent>> NewestAsync(this MigrationRunner runner, int count, CancellationToken cancellationToken) =>
        (await runner.GetHistoryAsync(new HistoryQuery { Limit = count }, cancellationToken)).Events;
}
