using System.Diagnostics;

namespace Lms.AppHost.Tests;

/// <summary>The server of a checkout, found by its pid file.</summary>
internal static class ServerProcess
{
    public static int IdIn(TemporaryCheckout checkout) => int.Parse(File.ReadLines(checkout.PostmasterPidFile).First());

    /// <summary>A server that shuts down removes its pid file last.</summary>
    public static async Task WaitUntilGoneAsync(TemporaryCheckout checkout, TimeSpan patience, CancellationToken cancellationToken)
    {
        var asked = Stopwatch.GetTimestamp();
        while (File.Exists(checkout.PostmasterPidFile))
        {
            Assert.True(Stopwatch.GetElapsedTime(asked) < patience, $"The server still runs after {patience.TotalSeconds:0} s.");
            await Task.Delay(50, cancellationToken);
        }
    }
}
