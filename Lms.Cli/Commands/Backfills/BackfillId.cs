using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Databases;
using Lms.Cli.Output;

namespace Lms.Cli.Commands.Backfills;

/// <summary>The number of a backfill, and the database that it belongs to.</summary>
internal static class BackfillId
{
    public static Argument<long> Argument() => new("id") { CustomParser = result => IdArgument.Parse(result, "the number of a backfill; 'lms backfill list' shows them"), Description = "Its number, as 'lms backfill list' shows it." };

    /// <summary>The database that has a backfill of that number: every one that is meant is asked, for each counts from 1.</summary>
    /// <exception cref="UsageException">None has, or several have.</exception>
    public static async Task<IDatabase> FindAsync(Session session, long id, CancellationToken cancellationToken)
    {
        var databases = await session.DatabasesAsync(cancellationToken);
        if (databases is [var only])
            return only;

        List<IDatabase> having = [];
        foreach (var database in databases)
        {
            if (await HasAsync(database, id, cancellationToken))
                having.Add(database);
        }

        return having switch
        {
            [var found] => found,
            [] => throw new UsageException(
                $"There is no backfill {id} in {Names(databases, "or")}; 'lms backfill list' shows which there are."),
            _ => throw new UsageException($"There is a backfill {id} in {Names(having, "and")}: say which with --db {having[0].Name}, for instance."),
        };
    }

    private static async Task<bool> HasAsync(IDatabase database, long id, CancellationToken cancellationToken)
    {
        try
        {
            return (await database.Backfills.ListAsync(cancellationToken)).Any(backfill => backfill.Id == id);
        }
        catch (Exception exception) when (FailureClassifier.Classify(exception, database.Name) is
            { Kind: "unavailable", Cause: not "workerUnreachable" } unavailable)
        {
            throw new UnsearchableException(unavailable, id, exception);
        }
    }

    private static string Names(IReadOnlyList<IDatabase> databases, string last) =>
        $"{string.Join(", ", databases.SkipLast(1).Select(database => database.Name))} {last} {databases[^1].Name}";
}
