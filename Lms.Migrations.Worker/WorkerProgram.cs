using Lms.Migrations.Failures;
using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Security;
using Lms.Migrations.Worker.Settings;
using Lms.ServiceDefaults;
using Microsoft.AspNetCore.Connections;

namespace Lms.Migrations.Worker;

/// <summary>The worker as a process: settings → platform database → serve until told to stop.</summary>
internal static class WorkerProgram
{
    // The same numbers as those of the lms command.
    private const int Done = 0;
    private const int Unavailable = 3;
    private const int Cancelled = 130;
    private const string PrepareOnly = "--prepare-platform";
    private static readonly TimeSpan PlatformPatience = TimeSpan.FromMinutes(1);

    /// <param name="args">Settings; with <c>--prepare-platform</c> among them, the platform's schema is brought up to date and nothing served.</param>
    public static async Task<int> RunAsync(string[] args)
    {
        var ended = Done;
        var broke = await ServiceBoundary.RunAsync(async () => ended = await ServeAsync(args));
        return broke == Done ? ended : broke;
    }

    /// <summary>What must be so before anything is served: the platform's schema, and the token that is there from the start.</summary>
    public static async Task PrepareAsync(WebApplication app)
    {
        var platform = app.Services.GetRequiredService<PlatformDatabase>();
        var identity = app.Services.GetRequiredService<WorkerIdentity>();
        await platform.PrepareAsync(new RunContext(identity.Name, "worker start"), PlatformPatience, app.Lifetime.ApplicationStopping);
        await Stack.PrepareAsync(app.Services, app.Lifetime.ApplicationStopping);
        await app.Services.GetRequiredService<BootstrapToken>().ProvideAsync(app.Lifetime.ApplicationStopping);
        app.Lifetime.ApplicationStarted.Register(() => SayWhatIsServed(app, identity));
    }

    private static async Task<int> ServeAsync(string[] args)
    {
        try
        {
            await using var app = WorkerApplication.Build([.. args.Where(argument => argument != PrepareOnly)]);
            await PrepareAsync(app);
            if (args.Contains(PrepareOnly))
                return Done;
            await app.RunAsync();
            return Done;
        }
        catch (MigrationException exception)
        {
            await Console.Error.WriteLineAsync($"The platform database cannot be used: {exception.Message}{Environment.NewLine}{exception.WayOut}");
            return Unavailable;
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{exception.Message}{Environment.NewLine}Stop what listens there, or choose another address with --urls.");
            return Unavailable;
        }
        catch (OperationCanceledException)
        {
            return Cancelled;
        }
    }

    private static void SayWhatIsServed(WebApplication app, WorkerIdentity identity)
    {
        var settings = app.Services.GetRequiredService<WorkerSettings>();
        Log.WorkerUp(
            app.Logger, identity.Name, identity.Version, string.Join(", ", app.Urls), string.Join(", ", settings.Databases.Select(database => database.Target.Name)),
            app.Environment.EnvironmentName, settings.ApplyAtStart ? "applies what is pending at start" : "applies nothing unasked",
            settings.RequireApproval ? "runs need approval" : "runs need no approval");
    }
}
