using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Roots;

/// <summary>Builds a private root from Debian's packages: no root rights needed, the machine's own packages untouched.</summary>
internal sealed class DebianRootBuilder(Machine machine) : IPrivateRootBuilder
{
    public async Task BuildAsync(string directory, IProgress<ProvisioningProgress>? progress, CancellationToken cancellationToken)
    {
        var mirror = DebianMirror.Find(machine);
        var work = Path.Combine(directory, "work");
        try
        {
            progress?.Report(new(ProvisioningPhase.ReadingPackageLists, "reading Debian's package lists"));
            var apt = await UpdateAsync(work, mirror, cancellationToken).ConfigureAwait(false);
            var packages = await PackageList.ReadAsync(apt, cancellationToken).ConfigureAwait(false);
            await PackageDownload.RunAsync(apt, packages, machine.Time, progress, cancellationToken).ConfigureAwait(false);
            var unpacked = Path.Combine(work, "unpacked");
            await PackageUnpacking.RunAsync(apt.Downloads, unpacked, progress, cancellationToken).ConfigureAwait(false);
            await RootAssembly.RunAsync(unpacked, directory, cancellationToken).ConfigureAwait(false);
            Directory.Delete(work, recursive: true);
        }
        catch (CommandFailedException fault)
        {
            throw new RootBuildException($"building one from Debian's packages failed, {fault.Message}", fault);
        }
        catch (IOException fault)
        {
            throw new RootBuildException($"building one from Debian's packages failed, {fault.Message}", fault);
        }
    }

    private static async Task<AptWorkspace> UpdateAsync(string work, AptSource mirror, CancellationToken cancellationToken)
    {
        var apt = await AptWorkspace.CreateAsync(work, mirror, AptWorkspace.Suite, cancellationToken).ConfigureAwait(false);
        try
        {
            await apt.AptGetAsync(cancellationToken, "update").ConfigureAwait(false);
            return apt;
        }
        catch (CommandFailedException fault) when (ArchiveKeyring.IsTooOld(fault))
        {
            var renewed = await ArchiveKeyring.RenewAsync(Path.Combine(work, "keys"), mirror, cancellationToken).ConfigureAwait(false);
            apt = await AptWorkspace.CreateAsync(work, renewed, AptWorkspace.Suite, cancellationToken).ConfigureAwait(false);
            await apt.AptGetAsync(cancellationToken, "update").ConfigureAwait(false);
            return apt;
        }
    }
}
