using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Servers;
using Lms.EmbeddedPostgres.Sources;

namespace Lms.EmbeddedPostgres.Clusters;

/// <summary>A data directory made once per server version; copying it is several times faster than initdb.</summary>
internal sealed class ClusterTemplate(Machine machine, CacheDirectory cache, PostgresInstallation installation)
{
    /// <summary>Rises when the way a template is made changes, so that older ones are not used any more.</summary>
    private const int Layout = 1;

    private string Name =>
        $"{installation.Version}-{(installation.HasDocuments ? "documents" : "plain")}-{machine.Account.Name}-{Layout}";

    /// <summary>Fills an empty cluster directory from the template, which is made first when there is none.</summary>
    public async Task CopyToAsync(
        ClusterDirectory target, bool durable, IProgress<ProvisioningProgress>? progress, CancellationToken cancellationToken)
    {
        var template = new ClusterDirectory(Path.Combine(cache.Templates, Name));
        if (!template.HasData)
            await CreateAsync(template, progress, cancellationToken).ConfigureAwait(false);

        // A copy that was killed half-way must not look like data: it gets its name last.
        var unfinished = target.Data + ".unfinished";
        Folders.DeleteIfPresent(unfinished);
        string[] copy = OperatingSystem.IsLinux() ? ["-a", "--reflink=auto"] : ["-a"];
        await new Command("cp", [.. copy, template.Data, unfinished]).RunAsync(cancellationToken).ConfigureAwait(false);
        if (durable)
        {
            await machine.Account.Run(new Command(installation.Program("initdb"), "--sync-only", "-D", unfinished))
                .RunAsync(cancellationToken).ConfigureAwait(false);
        }

        Folders.WritePrivate(target.TemplatePassword, await File.ReadAllTextAsync(template.Password, cancellationToken).ConfigureAwait(false));
        Directory.Move(unfinished, target.Data);
    }

    private async Task CreateAsync(ClusterDirectory template, IProgress<ProvisioningProgress>? progress, CancellationToken cancellationToken)
    {
        using var held = await FileLock.AcquireAsync(
            cache.LockFile("template"),
            machine.Time,
            () => progress?.Report(new(ProvisioningPhase.WaitingForOtherBuild, "another process prepares the data template")),
            cancellationToken).ConfigureAwait(false);
        if (template.HasData)
            return;

        progress?.Report(new(ProvisioningPhase.PreparingTemplate, "preparing the data template"));
        var unfinished = new ClusterDirectory(template.Path + ".unfinished");
        Folders.DeleteIfPresent(unfinished.Path);
        Folders.CreateReachable(unfinished.Path);
        await InitialiseAsync(unfinished, cancellationToken).ConfigureAwait(false);
        await InstallDocumentsAsync(unfinished, cancellationToken).ConfigureAwait(false);
        Folders.DeleteIfPresent(template.Path);
        Directory.Move(unfinished.Path, template.Path);
    }

    private async Task InitialiseAsync(ClusterDirectory cluster, CancellationToken cancellationToken)
    {
        Folders.WritePrivate(cluster.Password, SuperuserPassword.Generate());
        await machine.Account.OwnAsync(cluster.Path, cancellationToken).ConfigureAwait(false);
        // From 17 on the server brings C.UTF-8 itself; before, it is the C library's.
        IReadOnlyList<string> locale = installation.Version.Major >= 17
            ? ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
            : ["--locale=C.UTF-8"];
        var initdb = new Command(
            installation.Program("initdb"),
            [
                "-D", cluster.Data, "-U", "postgres", "--auth=scram-sha-256", $"--pwfile={cluster.Password}",
                "--encoding=UTF8", .. locale, "--no-sync",
            ]);
        await machine.Account.Run(initdb).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Creating the extension takes longer than starting a server: do it once, for all copies.</summary>
    private async Task InstallDocumentsAsync(ClusterDirectory cluster, CancellationToken cancellationToken)
    {
        var run = new ServerRun(FreePort.Any(), Durable: false, KeepsData: true);
        var postmaster = await Postmaster.StartAsync(machine, installation, cluster, run, cancellationToken).ConfigureAwait(false);
        await using (postmaster.ConfigureAwait(false))
        {
            var password = await File.ReadAllTextAsync(cluster.Password, cancellationToken).ConfigureAwait(false);
            var connection = LocalConnection.String(postmaster.Port, password);
            await DocumentExtension.EnsureAsync(installation, connection, cancellationToken).ConfigureAwait(false);
            await postmaster.StopAsync(cancellationToken).ConfigureAwait(false);
        }

        File.Delete(cluster.Log);
    }
}
