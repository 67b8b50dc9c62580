using Lms.Dashboard.Settings;
using Lms.ServiceDefaults;
using Microsoft.AspNetCore.Connections;

namespace Lms.Dashboard;

/// <summary>The dashboard as a process: settings → serve until told to stop.</summary>
internal static class DashboardProgram
{
    // The same numbers as those of the lms command.
    private const int Done = 0;
    private const int Unavailable = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        var ended = Done;
        var broke = await ServiceBoundary.RunAsync(async () => ended = await ServeAsync(args));
        return broke == Done ? ended : broke;
    }

    private static async Task<int> ServeAsync(string[] args)
    {
        try
        {
            await using var app = DashboardApplication.Build(args);
            var settings = app.Services.GetRequiredService<DashboardSettings>();
            app.Lifetime.ApplicationStarted.Register(() =>
                Log.DashboardUp(app.Logger, string.Join(", ", app.Urls), string.Join(", ", settings.Workers.Select(worker => worker.GetLeftPart(UriPartial.Authority)))));
            await app.RunAsync();
            return Done;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{exception.Message}{Environment.NewLine}Stop what listens there, or choose another address with --urls.");
            return Unavailable;
        }
    }
}
