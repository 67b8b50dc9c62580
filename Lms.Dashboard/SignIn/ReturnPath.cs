namespace Lms.Dashboard.SignIn;

/// <summary>Where somebody wanted to go before they were asked who they are.</summary>
internal static class ReturnPath
{
    public const string Home = "/";

    /// <summary>That path when it is one of this dashboard, else the first page: nobody is to be sent elsewhere from here.</summary>
    public static string Of(string? wanted) =>
        wanted is ['/', ..] && !wanted.StartsWith("//", StringComparison.Ordinal) && !wanted.StartsWith("/sign-", StringComparison.Ordinal)
        && !wanted.Contains('\\', StringComparison.Ordinal) && !wanted.Any(char.IsControl)
            ? wanted
            : Home;

    /// <summary>The page on which one signs in, and from there goes on.</summary>
    public static string SignIn(string? problem, string? wanted)
    {
        var path = Of(wanted);
        var query = QueryString.Empty;
        if (problem is not null)
            query = query.Add("problem", problem);
        if (path != Home)
            query = query.Add("return", path);
        return "/sign-in" + query;
    }
}
