using System.Security.Cryptography;
using Lms.Migrations.Documents.Commands;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>Repeats small writes of the engine's own documents while others are in the way.</summary>
internal sealed class ContentionRetry(TimeProvider time)
{
    private const int Attempts = 30;

    /// <param name="attempt">Leaves nothing behind when it fails.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (DocumentCommandException exception) when (number < Attempts && DocumentBatchFailures.IsContention(exception))
            {
                // Repeated below; the failure of the last attempt is the one that is thrown.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(2, 40)), time, cancellationToken).ConfigureAwait(false);
        }
    }
}
