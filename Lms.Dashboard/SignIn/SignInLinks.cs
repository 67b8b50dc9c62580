using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Lms.Dashboard.SignIn;

/// <summary>Links that sign somebody in with a token that they need not see, once each. They are kept in memory only, and as hashes.</summary>
internal sealed class SignInLinks(TimeProvider time)
{
    /// <summary>A link that nobody opened for this long is void.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const int CodeBytes = 24;
    private const int Most = 1_000;
    private readonly ConcurrentDictionary<string, Entry> entries = new();

    /// <summary>Makes a link's code; null when there are 1,000 already that nobody has opened.</summary>
    /// <param name="token">What whoever opens it is signed in with.</param>
    /// <param name="expiresAt">When the token ends by itself; null for never.</param>
    public (string Code, DateTimeOffset ExpiresAt)? TryCreate(string token, DateTimeOffset? expiresAt)
    {
        var now = time.GetUtcNow();
        foreach (var (hash, entry) in entries)
        {
            if (entry.ExpiresAt <= now)
                entries.TryRemove(hash, out _);
        }

        if (entries.Count >= Most)
            return null;

        var end = now + Lifetime;
        if (expiresAt < end)
            end = expiresAt.Value;
        var code = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes));
        entries[HashOf(code)] = new Entry(token, end);
        return (code, end);
    }

    /// <summary>The token behind a code, which from then on leads nowhere; null when it does so already.</summary>
    public string? Redeem(string code) =>
        entries.TryRemove(HashOf(code), out var entry) && entry.ExpiresAt > time.GetUtcNow() ? entry.Token : null;

    // Looked up by hash, so that how long the look takes says nothing about the code.
    private static string HashOf(string code) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(code)));

    private sealed record Entry(string Token, DateTimeOffset ExpiresAt);
}
