using Lms.Contracts.Dashboard;

namespace Lms.Cli.Output.Views.Server;

/// <summary>Draws what there is to say of a way into the dashboard beside the link itself, which is printed alone.</summary>
internal static class DashboardView
{
    public static void DrawLink(ICanvas canvas, SignInLinkDocument link) =>
        canvas.Line(Phrase.Accent("→ "), $"It signs in whoever opens it first, until {HumanText.Of(link.ExpiresAt)}.");
}
