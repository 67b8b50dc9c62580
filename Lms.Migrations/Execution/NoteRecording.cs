using Lms.Migrations.History;
using Lms.Migrations.Leasing;
using Lms.Migrations.Policies;

namespace Lms.Migrations.Execution;

/// <summary>Writes into the history how a run came about.</summary>
internal sealed class NoteRecording(IMigrationDatabase database, Lease lease)
{
    /// <summary>Writes the notes that this run has not written before: one that was interrupted begins more than once.</summary>
    public async Task RecordAsync(IReadOnlyList<RunNote> notes, CancellationToken cancellationToken)
    {
        if (notes.Count == 0)
            return;

        var known = await database.ReadEventsAsync(
            new HistoryQuery { RunId = lease.Run.RunId, Kinds = [.. notes.Select(note => note.Kind)] }, cancellationToken).ConfigureAwait(false);
        List<HistoryChange> changes = [.. notes.Where(note => !known.Events.Any(note.IsToldBy)).Select(ToChange)];
        if (changes.Count > 0)
            await database.RecordAsync(changes, lease, cancellationToken).ConfigureAwait(false);
    }

    private HistoryChange ToChange(RunNote note) => new(
        null, null, null, null, null, note.Kind, HistoryOutcome.Succeeded, Duration: TimeSpan.Zero, Detail: note.Detail)
    {
        By = lease.Run with { Actor = note.Actor, Reason = note.Reason },
    };
}
