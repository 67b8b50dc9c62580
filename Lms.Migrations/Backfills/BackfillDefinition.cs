namespace Lms.Migrations.Backfills;

/// <summary>A change of data that is cut into chunks and batches, as a migration file asks for it.</summary>
/// <param name="Source">The table, with its schema where the file gives one, or the collection.</param>
/// <param name="Key">What orders it and cuts it: a unique column that is never null, or <c>_id</c>.</param>
/// <param name="Undo">The columns, or the paths of the fields, whose values before and after are kept in the undo journal; empty
/// when nothing is kept, and then the backfill cannot be undone.</param>
/// <param name="Sum">The column or field whose sums before and after are reported and reconciled; null for none.</param>
/// <param name="BatchSize">Keys in the first batch; null leaves the run's own. Range 1–100,000.</param>
public abstract record BackfillDefinition(string Source, string Key, IReadOnlyList<string> Undo, string? Sum, int? BatchSize)
{
    /// <summary>Whether a rollback can restore what was there before.</summary>
    public bool IsUndoable => Undo.Count > 0;
}

/// <summary>A backfill of a PostgreSQL table.</summary>
/// <param name="Source">The table as the file writes it, quoted where the file quotes it.</param>
/// <param name="Key">Its key column, as the database knows it: folded, without quotes.</param>
/// <param name="Undo">The columns to journal, likewise.</param>
/// <param name="Sum">A numeric column, likewise.</param>
/// <param name="BatchSize">Keys in the first batch.</param>
/// <param name="Alias">What the statement calls the table: its alias, or the table itself; as written.</param>
/// <param name="Update">The statement up to its WHERE: <c>UPDATE users SET balance = earnings / 2</c>.</param>
/// <param name="Predicate">What stands after WHERE; <c>true</c> when there is none. The engine adds the key range to it.</param>
public sealed record SqlBackfill(
    string Source, string Key, IReadOnlyList<string> Undo, string? Sum, int? BatchSize, string Alias, string Update, string Predicate)
    : BackfillDefinition(Source, Key, Undo, Sum, BatchSize);

/// <summary>A backfill of a MongoDB collection, in order of <c>_id</c>.</summary>
/// <param name="Source">The collection.</param>
/// <param name="Undo">Every path of <paramref name="Set"/>, then of <paramref name="Unset"/>; or none.</param>
/// <param name="Sum">A numeric field among them.</param>
/// <param name="BatchSize">Documents in the first batch.</param>
/// <param name="Where">A query filter in Extended JSON; <c>{}</c> for all.</param>
/// <param name="Set">Path and aggregation expression in Extended JSON, in order; no path is <c>_id</c> or lies within another.</param>
/// <param name="Unset">Paths to remove.</param>
public sealed record DocumentBackfill(
    string Source, IReadOnlyList<string> Undo, string? Sum, int? BatchSize, string Where,
    IReadOnlyList<KeyValuePair<string, string>> Set, IReadOnlyList<string> Unset)
    : BackfillDefinition(Source, "_id", Undo, Sum, BatchSize);
