using System.Collections.Concurrent;

namespace Lms.ServiceDefaults.Logging;

/// <summary>Shortens the category of a log entry to what tells it from others.</summary>
internal static class CategoryName
{
    private static readonly ConcurrentDictionary<string, string> Known = new();

    /// <summary>The last two parts: <c>Microsoft.Hosting.Lifetime</c> becomes <c>Hosting.Lifetime</c>.</summary>
    public static string Shorten(string category) => Known.GetOrAdd(category, Last);

    private static string Last(string category)
    {
        // What stands in brackets is a type argument, with dots of its own.
        var bracket = category.AsSpan().IndexOfAny('<', '[');
        var name = bracket < 0 ? category.AsSpan() : category.AsSpan(0, bracket);
        var dot = name.LastIndexOf('.');
        dot = dot < 0 ? dot : name[..dot].LastIndexOf('.');
        return category[(dot + 1)..];
    }
}
