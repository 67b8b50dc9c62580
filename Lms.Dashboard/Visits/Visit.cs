using Lms.Contracts.Client;
using Lms.Dashboard.SignIn;
using Lms.Dashboard.Workers;

namespace Lms.Dashboard.Visits;

/// <summary>One request for a page: who asks, in which time zone and theme they read, and the worker as they may use it.</summary>
internal sealed class Visit(IHttpContextAccessor accessor, WorkerClients clients, Flashes flashes, TimeProvider time) : IDisposable
{
    private readonly HttpContext context = accessor.HttpContext ?? throw new InvalidOperationException("There is no request.");
    private LmsClient? client;
    private Flash? flash;
    private bool isFlashRead;

    /// <summary>Whoever is signed in; null on the pages that are for everybody.</summary>
    public SessionUser? Someone => field ??= SessionUser.Of(context.User);

    /// <summary>Whoever is signed in, where somebody must be.</summary>
    public SessionUser User => Someone ?? throw new InvalidOperationException("Nobody is signed in.");

    /// <summary>The workers, asked with the token of whoever is signed in.</summary>
    public LmsClient Worker => client ??= clients.With(User.Token);

    /// <summary>The reader's time zone; UTC as long as it is not known.</summary>
    public TimeZoneInfo Zone => field ??= ZoneCookie.Read(context.Request);

    public Theme Theme => ThemeCookie.Read(context.Request);

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    public string Path => context.Request.Path + context.Request.QueryString;

    /// <summary>Ends when the reader leaves.</summary>
    public CancellationToken Aborted => context.RequestAborted;

    /// <summary>What the last action has to say, once; null for nothing.</summary>
    public Flash? Flash
    {
        get
        {
            if (!isFlashRead)
                (flash, isFlashRead) = (flashes.Take(context), true);
            return flash;
        }
    }

    /// <summary>What was typed into a field of a form that was not accepted; null where nothing was.</summary>
    public string? Typed(string form, string field) => Flash?.Form == form ? Flash.Values?.GetValueOrDefault(field) : null;

    public void Dispose() => client?.Dispose();
}
