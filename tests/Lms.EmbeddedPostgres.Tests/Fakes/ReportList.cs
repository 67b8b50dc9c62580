using System.Collections.Concurrent;

namespace Lms.EmbeddedPostgres.Tests.Fakes;

/// <summary>Keeps progress reports, in the order in which they are made.</summary>
internal sealed class ReportList : IProgress<ProvisioningProgress>
{
    private readonly ConcurrentQueue<ProvisioningProgress> reports = [];

    public IReadOnlyCollection<ProvisioningProgress> All => reports;

    public IEnumerable<string> Notices => reports.Where(report => report.Phase == ProvisioningPhase.Notice).Select(report => report.Message);

    public void Report(ProvisioningProgress value) => reports.Enqueue(value);
}
