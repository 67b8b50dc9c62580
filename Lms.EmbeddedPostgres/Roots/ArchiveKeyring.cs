using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Roots;

/// <summary>Newer archive keys than the machine has installed, from a release that its keys do verify.</summary>
internal static class ArchiveKeyring
{
    /// <summary>Whether apt failed because it does not know the key that signed the release.</summary>
    public static bool IsTooOld(CommandFailedException fault) =>
        fault.Output.Contains("NO_PUBKEY", StringComparison.Ordinal)
        || fault.Output.Contains("Missing key", StringComparison.OrdinalIgnoreCase);

    /// <summary>The same archive, to be verified with the keys in the machine's own release's current keyring package.</summary>
    public static async Task<AptSource> RenewAsync(string directory, AptSource source, CancellationToken cancellationToken)
    {
        var workspace = await AptWorkspace.CreateAsync(directory, source, source.Suites[0], cancellationToken).ConfigureAwait(false);
        await workspace.AptGetAsync(cancellationToken, "update").ConfigureAwait(false);
        await workspace.AptGetAsync(cancellationToken, "download", "debian-archive-keyring").ConfigureAwait(false);
        var package = Directory.GetFiles(workspace.Downloads, "*.deb").Single();
        var unpacked = Path.Combine(directory, "keyring");
        await new Command("dpkg-deb", "-x", package, unpacked).RunAsync(cancellationToken).ConfigureAwait(false);
        var keys = Path.Combine(unpacked, "usr", "share", "keyrings");
        // Newer packages carry the same keys under .pgp, with the old name as a link.
        string[] names = ["debian-archive-keyring.gpg", "debian-archive-keyring.pgp"];
        return names.Select(name => Path.Combine(keys, name)).FirstOrDefault(File.Exists) is { } file
            ? source with { SignedBy = file }
            : throw new RootBuildException("the keyring package of this machine's release contains no keyring");
    }
}
