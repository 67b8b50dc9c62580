using Lms.EmbeddedPostgres.Clusters;
using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Roots;

namespace Lms.EmbeddedPostgres.Sources;

/// <summary>Chooses the programs to run: given root, cached root, new root, what is installed – in this order.</summary>
internal sealed class PostgresChooser(Machine machine, CacheDirectory cache, IPrivateRootBuilder builder)
{
    public const string RootVariable = "LMS_POSTGRES_ROOT";

    private const string Remedy =
        "set LMS_POSTGRES_ROOT to a PostgreSQL root, give a connection string, or install one with 'apt-get install postgresql'";

    public async Task<PostgresInstallation> ChooseAsync(IProgress<ProvisioningProgress>? progress, CancellationToken cancellationToken)
    {
        if (machine.Variable(RootVariable) is { Length: > 0 } root)
            return await FromVariableAsync(root, cancellationToken).ConfigureAwait(false);
        if (!machine.IsUnix)
            throw new EmbeddedPostgresException("PostgreSQL cannot be started on this operating system: give a connection string to a server.");
        var roots = new PrivateRootCache(machine, cache, builder);
        try
        {
            var (path, isNew) = await roots.FindOrBuildAsync(progress, cancellationToken).ConfigureAwait(false);
            var kind = isNew ? PostgresSourceKind.BuiltRoot : PostgresSourceKind.CachedRoot;
            return await PostgresInstallation.ProbeAsync(kind, path, RootLayout.BinDirectory(path)!, cancellationToken).ConfigureAwait(false);
        }
        catch (RootBuildException fault)
        {
            return await InsteadAsync(fault, progress, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<PostgresInstallation> InsteadAsync(
        RootBuildException fault, IProgress<ProvisioningProgress>? progress, CancellationToken cancellationToken)
    {
        var installed = await InstalledPostgres.FindAsync(machine, cancellationToken).ConfigureAwait(false)
            ?? throw new EmbeddedPostgresException($"There is no PostgreSQL to start ({fault.Message}): {Remedy}.", fault);
        var lack = installed.HasDocuments ? "" : ", documents are unavailable";
        progress?.Report(new(
            ProvisioningPhase.Notice, $"using PostgreSQL {installed.Version} from {installed.BinDirectory}{lack} ({fault.Message})"));
        return installed;
    }

    private async Task<PostgresInstallation> FromVariableAsync(string root, CancellationToken cancellationToken)
    {
        var bin = RootLayout.BinDirectory(root)
            ?? throw new EmbeddedPostgresException(
                $"{RootVariable} is '{root}', where there is neither usr/lib/postgresql/*/bin/postgres nor bin/postgres.");
        if (!machine.Account.Reaches(bin))
        {
            throw new EmbeddedPostgresException(
                $"{RootVariable} is '{root}', which the account '{machine.Account.Name}' that runs PostgreSQL cannot reach.");
        }

        try
        {
            return await PostgresInstallation.ProbeAsync(PostgresSourceKind.GivenRoot, root, bin, cancellationToken).ConfigureAwait(false);
        }
        catch (CommandFailedException fault)
        {
            throw new EmbeddedPostgresException($"{RootVariable} is '{root}', whose server does not run here: {fault.Message}.", fault);
        }
    }
}
