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
    // Where one thing happens after the other, and somebody asks after each.
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<string, Look> looks = new(StringComparer.Ordinal);

    /// <summary>The answer to a question, no older than age and patience together, and no older than what outdated the one before.</summary>
    /// <param name="question">Names the question.</param>
    /// <param name="ask">Finds the answer. Not cancelled with the one who asks, for others may wait for it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<T> AskAsync(string question, Func<Task<T>> ask, CancellationToken cancellationToken)
    {
        var now = time.GetTimestamp();
        var look = looks.AddOrUpdate(question, _ => New(ask, now, known: null), (_, known) => IsFresh(known, now) ? known : New(ask, now, known));
        var answer = look.Answer.Value;
        return !answer.IsCompleted && look.Before is { } before && time.GetElapsedTime(before.AskedAt, now) < age + patience
            ? await before.Answer
            : await answer.WaitAsync(cancellationToken);
    }

    /// <summary>Says that an answer has just become wrong: the next one is found by a look that begins from now on.</summary>
    public void Outdate(string question)
    {
        if (looks.TryGetValue(question, out var look))
            look.Outdate();
    }

    // An answer that is still being found counts as fresh; one that failed is found anew.
    private bool IsFresh(Look known, long now) => !known.IsOutdated && (!known.Answer.IsValueCreated || !known.Answer.Value.IsCompleted
        || (known.Answer.Value.IsCompletedSuccessfully && time.GetElapsedTime(known.AskedAt, now) < age));

    private Look New(Func<Task<T>> ask, long now, Look? known)
    {
        // What is outdated is not given in the meantime, as what is merely old may be.
        if (known is { IsOutdated: true })
            return new Look(ask, now, LeastInterval - time.GetElapsedTime(known.AskedAt, now), before: null, time);

        var before = known?.Answer.Value is { IsCompletedSuccessfully: true } answer ? new Earlier(answer, known.AskedAt) : null;
        return new Look(ask, now, TimeSpan.Zero, before, time);
    }

    private sealed class Look
    {
        private readonly Func<Task<T>> ask;
        private readonly TimeSpan rest;
        private readonly TimeProvider time;
        private volatile bool hasBegun;
        private volatile bool isOutdated;

        public Look(Func<Task<T>> ask, long askedAt, TimeSpan rest, Earlier? before, TimeProvider time)
        {
            this.ask = ask;
            this.rest = rest;
            this.time = time;
            AskedAt = askedAt;
            Before = before;
            Answer = new Lazy<Task<T>>(FindAsync);
        }

        public Lazy<Task<T>> Answer { get; }

        public long AskedAt { get; }

        public Earlier? Before { get; }

        public bool IsOutdated => isOutdated;

        // One that is still to begin will see it.
        public void Outdate() => isOutdated |= hasBegun;

        private async Task<T> FindAsync()
        {
            if (rest > TimeSpan.Zero)
                await Task.Delay(rest, time);
            hasBegun = true;
            return await ask();
        }
    }

    private sealed record Earlier(Task<T> Answer, long AskedAt);
}
