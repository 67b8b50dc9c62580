using System.Collections.Concurrent;

namespace Lms.Migrations.Worker.Databases;

/// <summary>Answers alike questions that come at about the same time with one look: a page that many people have open asks a database once.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="age">How old an answer may become before a new look is taken.</param>
/// <param name="patience">How much older it may be given while that look is under way; zero to wait for it.</param>
/// <param name="time">Measures ages.</param>
internal sealed class ShortMemory<T>(TimeSpan age, TimeSpan patience, TimeProvider time)
    where T : class
{
    private readonly ConcurrentDictionary<string, Look> looks = new(StringComparer.Ordinal);

    /// <summary>The answer to a question, no older than age and patience together.</summary>
    /// <param name="question">Names the question.</param>
    /// <param name="ask">Finds the answer. Not cancelled with the one who asks, for others may wait for it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<T> AskAsync(string question, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var look = looks.AddOrUpdate(question, _ => New(ask, now, before: null), (_, known) => IsFresh(known, now) ? known : New(ask, now, known));
        var answer = look.Answer.Value;
        return !answer.IsCompleted && look.Before is { } before && time.GetElapsedTime(before.AskedAt, now) < age + patience
            ? await before.Answer
            : await answer.WaitAsync(cancellationToken);
    }

    /// <summary>Forgets an answer that has just become wrong.</summary>
    public void Forget(string question) => looks.TryRemove(question, out _);

    // An answer that is still being found counts as fresh; one that failed is found anew.
    private bool IsFresh(Look known, long now) => !known.Answer.IsValueCreated || !known.Answer.Value.IsCompleted
        || (known.Answer.Value.IsCompletedSuccessfully && time.GetElapsedTime(known.AskedAt, now) < age);

    private static Look New(Func<Task<T>> ask, long now, Look? before) => new(
        new Lazy<Task<T>>(ask), now, before?.Answer.Value is { IsCompletedSuccessfully: true } answer ? new Earlier(answer, before.AskedAt) : null);

    private sealed record Look(Lazy<Task<T>> Answer, long AskedAt, Earlier? Before);

    private sealed record Earlier(Task<T> Answer, long AskedAt);
}
