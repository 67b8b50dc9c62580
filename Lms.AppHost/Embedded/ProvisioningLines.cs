using Lms.AppHost.Embedded.Output;
using Lms.EmbeddedPostgres;

namespace Lms.AppHost.Embedded;

/// <summary>Provisioning as lines in a file: one per step, and one per quarter of what is counted in bytes.</summary>
internal sealed class ProvisioningLines(Screen screen) : IProgress<ProvisioningProgress>
{
    private readonly Lock gate = new();
    private (ProvisioningPhase Phase, string Message, long Quarter) last;

    public void Report(ProvisioningProgress value)
    {
        lock (gate)
        {
            var quarter = value.BytesTotal > 0 ? value.BytesDone * 4 / value.BytesTotal : 0;
            // Messages of the phases with bytes name the package at hand: too many for a file.
            var message = value.BytesTotal > 0 ? "" : value.Message;
            if (last == (value.Phase, message, quarter))
                return;
            last = (value.Phase, message, quarter);
            screen.Line(value.BytesTotal > 0 ? $"{value.Message}: {ByteCount.Of(value.BytesDone, value.BytesTotal)}" : value.Message);
        }
    }
}
