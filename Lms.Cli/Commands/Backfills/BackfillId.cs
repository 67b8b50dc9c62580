using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Lms.Cli.Configuration;
using Lms.Migrations;
using Lms.Migrations.Failures;

namespace Lms.Cli.Commands.Backfills;

/// <summary>The number of a backfill, and the database that it belongs to.</summary>
internal static class BackfillId
{
    public static Argument<long> Argument() => new("id") { CustomParser = Parse, Description = "Its number, as 'lms backfill list' shows it." };

    /// <summary>The database that has a backfill of that number: every one that is meant is asked, for each counts from 1.</summary>
    /// <exception cref="UsageException">None has, or several have.</exception>
    public static async Task<DatabaseTarget> FindAsync(Session session, long id, CancellationToken cancellationToken)
    {
        var databases = session.Configuration.Databases;
        if (databases is [var only])
            return only;

        List<DatabaseTarget> having = [];
        foreach (var database in databases)
        {
            if (await HasAsync(session, database, id, cancellationToken))
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

    private static async Task<bool> HasAsync(Session session, DatabaseTarget database, long id, CancellationToken cancellationToken)
    {
        try
        {
            return (await session.BackfillsOf(database).ListAsync(cancellationToken)).Any(backfill => backfill.Id == id);
        }
        catch (DatabaseUnavailableException unavailable)
        {
            throw new UnsearchableException(database.Name, id, unavailable);
        }
    }

    private static long Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id >= 1)
            return id;

        result.AddError($"'{text}' is not the number of a backfill; 'lms backfill list' shows them.");
        return 1;
    }

    private static string Names(IReadOnlyList<DatabaseTarget> databases, string last) =>
        $"{string.Join(", ", databases.SkipLast(1).Select(database => database.Name))} {last} {databases[^1].Name}";
}
