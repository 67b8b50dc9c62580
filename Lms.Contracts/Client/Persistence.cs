namespace Lms.Contracts.Client;

/// <summary>Asks again while no worker answers. Only for what may be asked twice.</summary>
/// <param name="patience">For how long; an attempt that is under way by then is the last.</param>
/// <param name="time">The clock.</param>
public sealed class Persistence(TimeSpan patience, TimeProvider time)
{
    /// <summary>How long somebody who watches waits for a worker to come back, or for another in its place: 2 minutes.</summary>
    public static TimeSpan OfWatchers { get; } = TimeSpan.FromMinutes(2);

    /// <summary>Asks until there is an answer, with growing pauses.</summary>
    /// <param name="ask">One attempt.</param>
    /// <param name="cancellationToken">Ends a pause. An attempt has a token of its own.</param>
    /// <exception cref="ApiException">The worker refuses, or the last attempt found none.</exception>
    public async Task<T> AskAsync<T>(Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        var outage = new Outage(patience, time);
        while (true)
        {
            try
            {
                return await ask().ConfigureAwait(false);
            }
            catch (ApiException exception) when (exception.IsTemporary && !outage.IsTooLong)
            {
                // Whether it has come back is seen after the pause.
            }

            await outage.PauseAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
