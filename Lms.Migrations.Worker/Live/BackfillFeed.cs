using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text.Json;
using Lms.Contracts.Backfills;
using Lms.Contracts.Json;
using Lms.Contracts.Mapping;
using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.Worker.Databases;

namespace Lms.Migrations.Worker.Live;

/// <summary>How a backfill stood at one moment.</summary>
/// <param name="Id">The same for the same standing, so that a reader who comes back is told what changed, and nothing twice.</param>
/// <param name="Backfill">How it stood.</param>
internal sealed record BackfillLook(string Id, BackfillDocument Backfill);

/// <summary>Looks at backfills for those who watch; however many watch one, it is looked at once.</summary>
internal sealed class BackfillFeed(DatabaseReading reading, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private readonly ShortMemory<BackfillStatus> looks = new(Interval / 2, TimeSpan.Zero, time);

    /// <summary>Whether whoever has seen that has seen the last that there is to see.</summary>
    public static bool IsEnd(BackfillStatus status, string? seen) => IsAtRest(status) && IdOf(status.ToDocument()) == seen;

    /// <summary>How it stands whenever that changes, until it moves no more by itself.</summary>
    public async IAsyncEnumerable<BackfillLook> WatchAsync(
        string database, long id, string? seen, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await TryLookAsync(database, id, cancellationToken) is { } status)
            {
                var document = status.ToDocument();
                var look = new BackfillLook(IdOf(document), document);
                if (look.Id != seen)
                    yield return look;

                seen = look.Id;
                if (IsAtRest(status))
                    yield break;
            }

            await Task.Delay(Interval, time, cancellationToken);
        }
    }

    private async Task<BackfillStatus?> TryLookAsync(string database, long id, CancellationToken cancellationToken)
    {
        try
        {
            return await looks.AskAsync($"{database} {id}", () => reading.BackfillsOf(database).ShowAsync(id, CancellationToken.None), cancellationToken);
        }
        catch (DatabaseUnavailableException)
        {
            // It may come back; whoever watches waits for it.
            return null;
        }
    }

    // A paused one may be resumed at any moment, an interrupted one is gone on with by its run.
    private static bool IsAtRest(BackfillStatus status) =>
        status.State is BackfillState.Succeeded or BackfillState.Failed or BackfillState.Cancelled or BackfillState.Undone;

    private static string IdOf(BackfillDocument document) => Convert.ToHexStringLower(
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(document, ContractJson.Default.BackfillDocument)).AsSpan(0, 8));
}
