using Lms.Migrations.Backfills;
using Lms.Migrations.Postgres;

namespace Lms.Migrations.Catalog.Sql;

/// <summary>A backfill section, read: one UPDATE, and how it is cut into batches and undone.</summary>
/// <param name="Up">The backfill.</param>
/// <param name="Down">The undoing of it; null when nothing is journaled.</param>
/// <param name="Checksum">Over the statement and what the options say about rows; the size of batches does not count.</param>
internal sealed record BackfillSection(MigrationSection Up, MigrationSection? Down, string Checksum)
{
    /// <summary>Reads a section; null when it is faulty.</summary>
    /// <param name="marker">Its marker.</param>
    /// <param name="statements">What stands below it.</param>
    /// <param name="options">The options that every section has.</param>
    /// <param name="report">Takes each fault with its line.</param>
    public static BackfillSection? Parse(
        SectionMarker marker, IReadOnlyList<TokenizedStatement> statements, SectionOptions options, Action<int, string> report)
    {
        var optionFaults = new List<string>();
        var backfill = BackfillOptions.Parse(marker, optionFaults);
        foreach (var message in optionFaults)
            report(marker.Line, message);

        if (statements.Count == 0)
            report(marker.Line, "the backfill section is empty; it needs one UPDATE");
        foreach (var further in statements.Skip(1))
            report(further.Line, "a backfill section holds one UPDATE and nothing else; put this into a migration of its own");
        if (statements.Count != 1)
            return null;

        if (UpdateParser.Parse(statements[0], out var fault) is not { } update)
        {
            report(fault!.Value.Line, fault.Value.Message);
            return null;
        }

        if (backfill is null || !Agree(backfill, update, message => report(statements[0].Line, message)))
            return null;

        return Create(backfill, update, statements[0], options with { Transaction = false });
    }

    private static bool Agree(BackfillOptions options, UpdateStatement update, Action<string> report)
    {
        string[] faults = [.. FindDisagreements(options, update)];
        foreach (var fault in faults)
            report(fault);
        return faults.Length == 0;
    }

    private static IEnumerable<string> FindDisagreements(BackfillOptions options, UpdateStatement update)
    {
        if (update.Table != options.Table)
            yield return $"the statement changes {update.Table} and the marker says table:{options.Source}; write both alike, with or without the schema";

        if (update.Assigned.Contains(options.Key))
            yield return $"the statement assigns the key column {options.Key}: it would meet again what it has just changed; order it by another key";

        foreach (var column in options.Undo.Where(column => !update.Assigned.Contains(column)))
            yield return $"undo:{column} is none of the columns that the statement assigns ({string.Join(", ", update.Assigned)})";

        if (options.Sum is { } sum && !update.Assigned.Contains(sum))
            yield return $"sum:{sum} is none of the columns that the statement assigns ({string.Join(", ", update.Assigned)})";
    }

    private static BackfillSection Create(
        BackfillOptions options, UpdateStatement update, TokenizedStatement statement, SectionOptions section)
    {
        var definition = new SqlBackfill(
            options.Source, options.Key, options.Undo, options.Sum, options.BatchSize, update.Alias, update.Update, update.Predicate);
        var undo = new UndoStatement($"restore {string.Join(", ", options.Undo)} of {options.Source} from the undo journal", statement.Line, Of: 1);
        return new BackfillSection(
            new MigrationSection([new BackfillStatement(statement.Text, statement.Line, definition)], section),
            definition.IsUndoable ? new MigrationSection([undo], section) : null,
            StatementChecksum.Of([Describe(options), statement]));
    }

    private static TokenizedStatement Describe(BackfillOptions options)
    {
        var undo = string.Join(", ", options.Undo.Select(PostgresIdentifier.Quote));
        var sum = options.Sum is { } column ? PostgresIdentifier.Quote(column) : "none";
        return StatementSplitter.Split($"backfill {options.Table} key {PostgresIdentifier.Quote(options.Key)} undo ({undo}) sum {sum}", out _)[0];
    }
}
