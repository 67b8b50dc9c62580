namespace Lms.EmbeddedPostgres.Roots;

/// <summary>Makes a private root; tests put another in place to see what happens around a build.</summary>
internal interface IPrivateRootBuilder
{
    /// <summary>Builds into an empty directory that becomes the root when this returns.</summary>
    /// <exception cref="RootBuildException">This machine cannot build one.</exception>
    Task BuildAsync(string directory, IProgress<ProvisioningProgress>? progress, CancellationToken cancellationToken);
}
