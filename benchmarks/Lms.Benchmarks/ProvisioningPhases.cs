using Lms.EmbeddedPostgres;

namespace Lms.Benchmarks;

/// <summary>Prints one line per step of the server's start: a first start downloads for a while.</summary>
internal sealed class ProvisioningPhases(TextWriter output) : IProgress<ProvisioningProgress>
{
    private ProvisioningPhase? _last;

    public void Report(ProvisioningProgress value)
    {
        if (value.Phase == _last)
            return;
        _last = value.Phase;
        output.WriteLine(value.Message);
    }
}
