using System.Diagnostics;
using Lms.AppHost.Embedded.Databases;
using Lms.AppHost.Embedded.Services;
using Lms.Contracts.Mapping;

namespace Lms.AppHost.Embedded.Workers;

/// <summary>What all workers have in common.</summary>
/// <param name="Program">How to run one.</param>
/// <param name="Checkout">Whose catalogs they apply.</param>
/// <param name="Platform">The database that they share.</param>
/// <param name="Databases">What they look after.</param>
/// <param name="Token">The token that they know from the start.</param>
internal sealed record WorkerSetup(
    ServiceProgram Program, Checkout Checkout, HostedDatabase Platform, IReadOnlyList<HostedDatabase> Databases, string Token)
{
    private const string DatabasePrefix = "Lms__Databases__";

    /// <summary>The start of one worker.</summary>
    /// <remarks>All that it is told stands in environment variables: a command line can be read by everybody on the machine, and
    /// connections hold passwords.</remarks>
    public ProcessStartInfo Start(string name, Uri address)
    {
        // Whatever else is set for workers where the host was started holds for these; which databases there are does not.
        var start = Program.StartAt(address, Checkout.Directory, ownPrefix: DatabasePrefix);
        var variables = start.Environment;
        variables["Lms__Name"] = name;
        variables["Lms__Platform__Connection"] = Platform.Target.ConnectionString;
        variables["Lms__ApplyAtStart"] = "true";
        variables["Lms__BootstrapToken"] = Token;
        foreach (var (index, database) in Databases.Where(database => database.UnavailableReason is null).Index())
            Add(variables, $"{DatabasePrefix}{index}__", database);
        return start;
    }

    private static void Add(IDictionary<string, string?> variables, string prefix, HostedDatabase database)
    {
        var target = database.Target;
        variables[prefix + "Name"] = target.Name;
        variables[prefix + "Engine"] = EngineName.Of(target.Engine);
        variables[prefix + "Connection"] = target.ConnectionString;
        variables[prefix + "Catalog"] = target.CatalogDirectory;
        if (target.SeederDirectory is { } seeders)
            variables[prefix + "Seeders"] = seeders;
    }
}
