using Lms.AppHost.Embedded.Services;
using Lms.Contracts.Client;

namespace Lms.AppHost.Embedded.Workers;

/// <summary>Finds out whether a worker can do its work.</summary>
internal sealed class WorkerHealth(string token, TimeProvider time) : ServiceHealth(time)
{
    /// <summary>Whether it knows itself among the workers, which means that it takes runs.</summary>
    protected override async Task<bool> IsKnownAsync(Uri service, int processId, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new LmsClient(service, token);
            var known = await client.ListWorkersAsync(cancellationToken);
            return known.Workers.Any(other => other.IsAlive && other.ProcessId == processId);
        }
        catch (ApiException)
        {
            return false;
        }
    }
}
