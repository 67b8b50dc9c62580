using Lms.Testing;

namespace Lms.AppHost.Tests;

/// <summary>The command, called in a checkout.</summary>
internal static class LmsProcess
{
    public static RunningProcess Start(string checkout, params string[] arguments) =>
        RunningProcess.Start("env", ["-C", checkout, Path.Combine(AppContext.BaseDirectory, "lms"), .. arguments]);
}
