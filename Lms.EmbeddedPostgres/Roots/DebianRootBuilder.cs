using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Roots;

internal sealed class DebianRootBuilder(Machine machine) : IPrivateRootBuilder
{
    public Task BuildAsync(string directory, IProgress<ProvisioningProgress>? progress, CancellationToken cancellationToken) =>
        throw new RootBuildException(machine.AptDirectory);
}
