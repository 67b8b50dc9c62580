using Lms.Testing;

namespace Lms.AppHost.Tests;

/// <summary>The command, called in a checkout.</summary>
internal static class LmsProcess
{
    public static RunningProcess Start(TemporaryCheckout checkout, params string[] arguments) =>
        RunningProcess.Start("env", ["-C", checkout.Directory, Path.Combine(AppContext.BaseDirectory, "lms"), .. arguments]);
}
