using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;

namespace Lms.Dashboard.Visits;

/// <summary>What an action has to say on the page that is shown next.</summary>
/// <param name="IsGood">Whether it was done.</param>
/// <param name="Text">What happened; one sentence.</param>
public sealed record Flash(bool IsGood, string Text)
{
    /// <summary>What can be done about it; null for nothing.</summary>
    public string? WayOut { get; init; }

    /// <summary>Something that is shown this once only, to be copied; null for nothing.</summary>
    public string? Secret { get; init; }

    /// <summary>The form that was not accepted; null for none.</summary>
    public string? Form { get; init; }

    /// <summary>What was typed into it, so that nobody types it again.</summary>
    public IReadOnlyDictionary<string, string>? Values { get; init; }
}

/// <summary>Carries what an action has to say to the next page: in a sealed cookie, so that any dashboard can show it.</summary>
internal sealed class Flashes(IDataProtectionProvider protection)
{
    private const string Name = "lms-flash";

    // Browsers keep cookies of four kilobytes, and sealing makes a text longer by half.
    private const int Longest = 2_400;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private readonly ITimeLimitedDataProtector protector = protection.CreateProtector("Lms.Dashboard.Flash").ToTimeLimitedDataProtector();

    public void Give(HttpContext context, Flash flash)
    {
        var json = JsonSerializer.Serialize(flash, FlashJson.Default.Flash);
        if (json.Length > Longest)
            json = JsonSerializer.Serialize(flash with { Values = null, Text = Shortened(flash.Text), WayOut = flash.WayOut is { } way ? Shortened(way) : null }, FlashJson.Default.Flash);
        context.Response.Cookies.Append(Name, protector.Protect(json, Lifetime), Options(context));
    }

    /// <summary>What there is to say, which is said by that. A page that is only freshened says nothing anew.</summary>
    public Flash? Take(HttpContext context)
    {
        if (context.Request.Cookies[Name] is not { } sealedText || LiveRequest.Is(context.Request))
            return null;

        context.Response.Cookies.Delete(Name, Options(context));
        try
        {
            return JsonSerializer.Deserialize(protector.Unprotect(sealedText), FlashJson.Default.Flash);
        }
        catch (Exception exception) when (exception is CryptographicException or JsonException)
        {
            // Too old, or sealed by somebody else.
            return null;
        }
    }

    private static string Shortened(string text) => text.Length > 600 ? text[..600] + "…" : text;

    private static CookieOptions Options(HttpContext context) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        IsEssential = true,
    };
}

[JsonSerializable(typeof(Flash))]
internal sealed partial class FlashJson : JsonSerializerContext;
