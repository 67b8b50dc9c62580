namespace Lms.Dashboard;

/// <summary>Every line that the dashboard's log can hold.</summary>
internal static partial class Log
{
    [LoggerMessage(LogLevel.Information, "the dashboard serves {addresses} and asks {workers}")]
    public static partial void DashboardUp(ILogger logger, string addresses, string workers);

    [LoggerMessage(LogLevel.Information, "{actor} signed in as {role} with token {token}")]
    public static partial void SignedIn(ILogger logger, string actor, string role, string token);

    [LoggerMessage(LogLevel.Warning, "somebody at {address} was not signed in: {why}")]
    public static partial void SignInRefused(ILogger logger, string address, string why);

    [LoggerMessage(LogLevel.Error, "{method} {path} broke")]
    public static partial void RequestBroke(ILogger logger, Exception exception, string method, string path);
}
