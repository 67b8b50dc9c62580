using Lms.AppHost.Embedded.Resources;

namespace Lms.AppHost.Embedded.Output;

/// <summary>Where to look, for people and for scripts: a line that begins with two spaces and <c>Dashboard:</c>.</summary>
internal static class DashboardLine
{
    public static string Of(IDashboard dashboard) => Of(dashboard, "works once; ./lms dashboard prints another");

    /// <summary>The same while the host still starts.</summary>
    public static string OfStart(IDashboard dashboard) => Of(dashboard, "shows what this start waits for");

    private static string Of(IDashboard dashboard, string remark) => dashboard.Link is { } link
        ? $"  Dashboard:  {link}   ({remark})"
        : $"  Dashboard:  {dashboard.Address?.GetLeftPart(UriPartial.Authority)}   (./lms dashboard prints a link that signs in)";
}
