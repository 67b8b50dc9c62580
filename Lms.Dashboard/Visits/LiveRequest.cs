namespace Lms.Dashboard.Visits;

/// <summary>Tells a page that is asked for again to be freshened from one that somebody opens.</summary>
internal static class LiveRequest
{
    public const string Header = "X-Live";

    public static bool Is(HttpRequest request) => request.Headers.ContainsKey(Header);
}
