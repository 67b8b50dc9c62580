namespace Lms.Migrations.Backfills;

/// <summary>Repeats what failed because the server was away, for as long as the settings are patient.</summary>
/// <remarks>Everything that goes through here is safe to repeat: it either commits as a whole or compares before it changes.</remarks>
internal sealed class ServerRetry(IBackfillStore store, BackfillSettings settings, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellationToken)
    {
        long? lostAt = null;
        while (true)
        {
            try
            {
                return await attempt(cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (
                !cancellationToken.IsCancellationRequested && store.Classify(exception) == BatchFailure.ServerLost && IsPatient(ref lostAt))
            {
                // Repeated below; the last failure, when patience ends, is the one that is thrown.
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public Task RunAsync(Func<CancellationToken, Task> attempt, CancellationToken cancellationToken) =>
        RunAsync(async token =>
        {
            await attempt(token).ConfigureAwait(false);
            return true;
        }, cancellationToken);

    private bool IsPatient(ref long? lostAt)
    {
        lostAt ??= time.GetTimestamp();
        return time.GetElapsedTime(lostAt.Value) < settings.ServerPatience;
    }
}
