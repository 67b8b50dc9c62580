using System.Diagnostics;
using Lms.AppHost.Embedded.Services;
using Lms.AppHost.Embedded.Workers;

namespace Lms.AppHost.Embedded.Dashboard;

/// <summary>What the dashboard is told at its start.</summary>
/// <param name="Program">How to run it.</param>
/// <param name="Checkout">Where it is started.</param>
/// <param name="Workers">Whom it asks.</param>
/// <param name="KeyDirectory">Where it keeps the keys that seal its cookies, so that a restart signs nobody out.</param>
internal sealed record DashboardSetup(ServiceProgram Program, Checkout Checkout, IReadOnlyList<WorkerResource> Workers, string KeyDirectory)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>The start, with the workers' addresses of this moment.</summary>
    /// <exception cref="HostException">There is no place for its keys.</exception>
    public ProcessStartInfo Start(Uri address)
    {
        PrepareKeys();
        // What is set for workers where the host was started would be unknown to a dashboard, and keep it from starting.
        var start = Program.StartAt(address, Checkout.Directory, ownPrefix: "Lms__");
        start.Environment["Lms__Keys"] = KeyDirectory;
        foreach (var (index, worker) in Workers.Select(worker => worker.Address).OfType<Uri>().Index())
            start.Environment[$"Lms__Workers__{index}"] = worker.GetLeftPart(UriPartial.Authority);
        return start;
    }

    private void PrepareKeys()
    {
        try
        {
            var directory = Directory.CreateDirectory(KeyDirectory);
            // One that was there already has whatever mode it has.
            if (!OperatingSystem.IsWindows())
                directory.UnixFileMode = OwnerOnly;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new HostException($"There is no place for its keys: {fault.Message}", fault);
        }
    }
}
