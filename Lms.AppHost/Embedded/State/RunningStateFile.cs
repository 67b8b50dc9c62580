using Lms.AppHost.Embedded.Databases;
using Lms.AppHost.Embedded.Output;
using Lms.AppHost.Embedded.Resources;
using Lms.AppHost.State;
using Lms.Contracts.Mapping;

namespace Lms.AppHost.Embedded.State;

/// <summary>The state file, there for as long as the databases are. A database that the server cannot have does not stand in it.</summary>
internal sealed class RunningStateFile(Checkout checkout, IReadOnlyList<HostedDatabase> databases, Screen screen, TimeProvider time) : IResource
{
    private readonly StateFile file = new(checkout, time);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        file.Change(state => state with { Databases = [.. databases.Where(database => database.UnavailableReason is null).Select(Describe)] });
        return Task.CompletedTask;
    }

    /// <summary>Tells where workers can be asked from now on.</summary>
    /// <param name="addresses">Of those that are healthy.</param>
    /// <param name="token">The token that they know.</param>
    public void AnnounceServer(IReadOnlyList<Uri> addresses, string token) =>
        Announce(state => state with { Workers = addresses, Token = token }, "the workers are");

    /// <summary>Tells where the dashboard is from now on; null for nowhere.</summary>
    public void AnnounceDashboard(Uri? address) => Announce(state => state with { Dashboard = address }, "the dashboard is");

    /// <summary>Tells where MongoDB's tools find the documents from now on; null for nowhere.</summary>
    public void AnnounceMongo(string? url) => Announce(state => state with { Mongo = url }, "the MongoDB endpoint is");

    public ValueTask DisposeAsync()
    {
        file.Dispose();
        return ValueTask.CompletedTask;
    }

    private static RunningDatabase Describe(HostedDatabase database)
    {
        var target = database.Target;
        return new RunningDatabase(target.Name, EngineName.Of(target.Engine), target.ConnectionString, target.CatalogDirectory, target.SeederDirectory);
    }

    private void Announce(Func<RunningState, RunningState> change, string what)
    {
        try
        {
            file.Change(change);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            screen.Notice($"The commands are not told where {what}: {fault.Message}");
        }
    }
}
