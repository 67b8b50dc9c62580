using Lms.Cli.Databases;
using Lms.Migrations;

namespace Lms.Cli.Commands;

/// <summary>Carries out a change of the history alone. Over a worker it is a run like any other, which may have to wait.</summary>
internal static class Edits
{
    /// <summary>Returns the event that tells what was changed.</summary>
    public static async Task<T> ExecuteAsync<T>(Session session, IDatabase database, Change change, CancellationToken cancellationToken)
        where T : MigrationEvent
    {
        T? outcome = null;
        var run = await database.StartAsync(change, RunTerms.Usual, cancellationToken);
        await session.NewDisplay().FollowAsync(database.Name, run, happened => outcome = happened as T ?? outcome);
        return outcome ?? throw new InvalidOperationException($"A change that ended well has not told what it changed: {change}.");
    }
}
