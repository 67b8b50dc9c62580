using Lms.Cli.Output.Backfills;
using Lms.Migrations.Backfills;

namespace Lms.Cli.Output.Views;

/// <summary>Draws some chunks of a backfill.</summary>
internal static class ChunksView
{
    public static void Draw(ICanvas canvas, string database, BackfillStatus status, ChunkQuery query, ChunkPage page)
    {
        canvas.Line(Phrase.Strong($"{database}: {BackfillText.MigrationOf(status)}"), Phrase.Faint($"  backfill {status.Id}, {status.Source}"));
        var table = new TextTable("No", "State", "After", "Up to", "Done", "Changed", "Batches", "Attempts", "Lane")
        {
            RightAligned = [0, 4, 5, 6, 7], Elastic = 3, Expendable = [7, 6, 2], LastResort = [8, 5],
        };
        foreach (var chunk in page.Chunks)
        {
            table.AddWithNote(
                chunk.Error?.ReplaceLineEndings(" ") ?? "",
                $"{chunk.Number}", StateOf(chunk.State), Key(chunk.After), Key(chunk.To), $"{chunk.Processed:N0} / {chunk.Keys:N0}",
                $"{chunk.Modified:N0}", $"{chunk.Batches:N0}", $"{chunk.Attempts:N0}", chunk.Lane ?? "");
        }

        canvas.Table(table);
        if (page.Chunks.Count == 0)
            canvas.Line(Nothing(status, query));
        if (page.Next is { } next)
            canvas.Line(Phrase.Accent("→ "), $"more: the same with --after {next}");
    }

    private static Phrase StateOf(ChunkState state) => state switch
    {
        ChunkState.Pending => Phrase.Notice("○ pending"),
        ChunkState.Running => Phrase.Accent("▶ running"),
        ChunkState.Done => Phrase.Good("✓ done"),
        ChunkState.Failed => Phrase.Bad("✗ failed"),
        _ => BackfillTerms.Term(state),
    };

    private static Phrase Key(string? key) => key is null ? Phrase.Faint("–") : ExtendedJsonText.Shorten(key);

    private static string Nothing(BackfillStatus status, ChunkQuery query)
    {
        var which = query.State is { } state ? $"{BackfillTerms.Term(state)} chunk" : "chunk";
        return query.After is { } after ? $"There is no {which} behind number {after}."
            : status.Chunks.All == 0 ? "It has no chunks yet."
            : $"It has no {which}.";
    }
}
