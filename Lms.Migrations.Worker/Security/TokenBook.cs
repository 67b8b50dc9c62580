using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using Lms.Contracts.Access;
using Lms.Migrations.Worker.Platform;
using Npgsql;

namespace Lms.Migrations.Worker.Security;

/// <summary>The tokens that can be used, at hand: a request costs no question to the platform database, and its absence locks nobody out.</summary>
/// <remarks>Read anew every few seconds, at once when one is made or revoked, and when somebody shows one that is not known here; the last
/// no sooner than a second after it was read or could not be, however many show how many.</remarks>
internal sealed class TokenBook(TokenStore store, PlatformSignals signals, TimeProvider time, ILogger<TokenBook> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan UseInterval = TimeSpan.FromMinutes(1);
    private readonly Alarm alarm = new(time);
    private readonly SemaphoreSlim reading = new(1);
    private readonly ConcurrentDictionary<string, bool> used = new(StringComparer.Ordinal);
    private volatile Page? current;
    // Of the last attempt to read, whether it came to anything or not; under the semaphore.
    private long? attempted;

    /// <summary>Whether it was read at least once.</summary>
    public bool IsKnown => current is not null;

    /// <summary>The token whose secret that is, unless it was revoked.</summary>
    public async ValueTask<FoundToken?> FindAsync(TokenText text, CancellationToken cancellationToken)
    {
        var found = Find(text);
        if (found is null)
        {
            await TryReadAsync(unlessJustRead: true, cancellationToken);
            found = Find(text);
        }

        if (found is { HasExpired: false })
            used[found.Token.Id] = true;
        return found;
    }

    /// <summary>Whether a token that was found once can still be used.</summary>
    public bool IsGood(string id) => FindGood(id) is not null;

    /// <summary>A token that can be used, for whoever has proved otherwise that it is theirs.</summary>
    public Token? FindGood(string id) => current is { } page && page.Tokens.GetValueOrDefault(id) is { } token && !HasExpired(token, page) ? token : null;

    /// <summary>Reads now, for whoever has just changed something.</summary>
    public Task ReadAsync(CancellationToken cancellationToken) => ReadAsync(unlessJustRead: false, cancellationToken);

    public override void Dispose()
    {
        reading.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        signals.TokensChanged += alarm.Ring;
        var usesWritten = time.GetTimestamp();
        try
        {
            while (true)
            {
                await TryReadAsync(unlessJustRead: false, stoppingToken);
                if (time.GetElapsedTime(usesWritten) >= UseInterval)
                {
                    usesWritten = time.GetTimestamp();
                    await TryWriteUsesAsync(stoppingToken);
                }

                await alarm.WaitAsync(Interval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker stops.
        }
        finally
        {
            signals.TokensChanged -= alarm.Ring;
        }
    }

    private FoundToken? Find(TokenText text)
    {
        if (current is not { } page)
            return null;

        var hash = text.Hash();
        var token = page.Tokens.GetValueOrDefault(text.Id);
        // Compared in any case, so that the time it takes does not tell whether there is a token of that id.
        var isRight = CryptographicOperations.FixedTimeEquals(hash, token?.Hash ?? new byte[hash.Length]);
        return isRight && token is not null ? new FoundToken(token, HasExpired(token, page)) : null;
    }

    private bool HasExpired(Token token, Page page) => token.ExpiresAt <= page.At + time.GetElapsedTime(page.ReadAt);

    private async Task ReadAsync(bool unlessJustRead, CancellationToken cancellationToken)
    {
        await reading.WaitAsync(cancellationToken);
        try
        {
            // Looked at only now: somebody may have read while this one waited for its turn.
            if (unlessJustRead && attempted is { } last && time.GetElapsedTime(last) < LeastPause)
                return;

            await AttemptAsync(cancellationToken);
        }
        finally
        {
            reading.Release();
        }
    }

    private async Task AttemptAsync(CancellationToken cancellationToken)
    {
        try
        {
            var asked = time.GetTimestamp();
            var (now, tokens) = await store.ReadKnownAsync(cancellationToken);
            current = new Page(now, asked, tokens.ToFrozenDictionary(token => token.Id, StringComparer.Ordinal));
        }
        finally
        {
            attempted = time.GetTimestamp();
        }
    }

    private async Task TryReadAsync(bool unlessJustRead, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(unlessJustRead, cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.TokensUnread(logger, exception.Message);
        }
    }

    private async Task TryWriteUsesAsync(CancellationToken cancellationToken)
    {
        var ids = used.Keys.ToList();
        if (ids.Count == 0)
            return;

        used.Clear();
        try
        {
            await store.MarkUsedAsync(ids, cancellationToken);
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.TokensUnread(logger, exception.Message);
        }
    }

    private sealed record Page(DateTimeOffset At, long ReadAt, FrozenDictionary<string, Token> Tokens);
}

/// <summary>A token of which somebody has shown the secret.</summary>
/// <param name="Token">The token; not revoked.</param>
/// <param name="HasExpired">Whether it can no longer be used.</param>
internal sealed record FoundToken(Token Token, bool HasExpired);
