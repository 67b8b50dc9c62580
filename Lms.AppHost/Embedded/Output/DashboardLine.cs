using Lms.AppHost.Resources;

namespace Lms.AppHost.Output;

/// <summary>Where to look, for people and for scripts: a line that begins with two spaces and <c>Dashboard:</c>.</summary>
internal static class DashboardLine
{
    public static string Of(IDashboard dashboard) => dashboard.Link is { } link
        ? $"  Dashboard:  {link}   (works once; ./lms dashboard prints another)"
        : $"  Dashboard:  {dashboard.Address?.GetLeftPart(UriPartial.Authority)}   (./lms dashboard prints a link that signs in)";
}
