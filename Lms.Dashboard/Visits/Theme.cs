namespace Lms.Dashboard.Visits;

/// <summary>Light or dark.</summary>
internal enum Theme
{
    /// <summary>As the reader's system has it.</summary>
    Auto,
    Light,
    Dark,
}

/// <summary>Remembers which.</summary>
internal static class ThemeCookie
{
    private const string Name = "lms-theme";
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    public static Theme Read(HttpRequest request) =>
        Enum.TryParse<Theme>(request.Cookies[Name], ignoreCase: true, out var theme) && Enum.IsDefined(theme) ? theme : Theme.Auto;

    public static void Write(HttpContext context, Theme theme) => context.Response.Cookies.Append(Name, theme.ToString(), new CookieOptions
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        MaxAge = Lifetime,
        IsEssential = true,
    });
}
