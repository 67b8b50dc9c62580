using System.Diagnostics;

namespace Lms.AppHost.Tests;

/// <summary>A process that somebody else started.</summary>
internal static class OtherProcess
{
    public static async Task WaitUntilGoneAsync(int processId, TimeSpan patience, CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        while (IsRunning(processId))
        {
            Assert.True(Stopwatch.GetElapsedTime(asked) < patience, $"Process {processId} still runs after {patience.TotalSeconds:0} s.");
            await Task.Delay(50, cancellationToken);
        }
    }

    private static bool IsRunning(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
