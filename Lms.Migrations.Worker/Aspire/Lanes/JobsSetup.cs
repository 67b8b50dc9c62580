using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.PostgreSql;
using Lms.Migrations.Worker.Execution;
using Lms.Migrations.Worker.Settings;

namespace Lms.Migrations.Worker.Lanes;

/// <summary>Hangfire in the platform database: a server for what is done on behalf of the whole system, and one for the lanes of each database.</summary>
internal static class JobsSetup
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SchedulePoll = TimeSpan.FromSeconds(5);
    // What is done is in the database's history; a job is only how it came about.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(6);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    public static void AddJobs(this WebApplicationBuilder builder, WorkerSettings settings)
    {
        builder.Logging.AddFilter(JobLog.Category, Microsoft.Extensions.Logging.LogLevel.Warning);
        var services = builder.Services;
        services.AddSingleton<LanePace>().AddSingleton<LaneSeats>().AddSingleton<LaneJobs>().AddSingleton<WorkersAlive>();
        services.AddSingleton<JobSchema>().AddSingleton<JobConnections>().AddSingleton<JobLog>().AddTransient<LaneJob>().AddTransient<WindowJob>();
        // Before Hangfire adds its own, which are the process's and not this worker's.
        services.AddSingleton(OpenStorage);
        services.AddSingleton<JobActivator>(provider => new AspNetCoreJobActivator(provider.GetRequiredService<IServiceScopeFactory>()));
        services.AddHangfire((provider, hangfire) => hangfire
            .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
            .UseSimpleAssemblyNameTypeSerializer()
            .UseRecommendedSerializerSettings()
            .UseLogProvider(provider.GetRequiredService<JobLog>()));

        services.AddHosted<LanePlacement>().AddHosted<RecurringJobs>();
        services.AddHangfireServer((provider, server) =>
        {
            Serve(provider, server, JobQueues.Control);
            server.SchedulePollingInterval = SchedulePoll;
        });
        foreach (var database in settings.Databases)
        {
            services.AddHangfireServer((provider, server) =>
            {
                Serve(provider, server, JobQueues.OfLanes(database.Target.Name));
                // What is there once for all – schedules, clearing up, the signs of life of jobs – the other server of this process does.
                server.IsLightweightServer = true;
            });
        }
    }

    private static JobStorage OpenStorage(IServiceProvider provider)
    {
        var options = new PostgreSqlStorageOptions
        {
            SchemaName = JobSchema.Name,
            // Done before anything is served, and a worker that cannot do it does not start.
            PrepareSchemaIfNecessary = false,
            AllowDegradedModeWithoutStorage = false,
            // A job lives as long as its server says so, be its turn long or short.
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = provider.GetRequiredService<LanePace>().Invisibility,
            QueuePollInterval = Poll,
        };
        return new PostgreSqlStorage(provider.GetRequiredService<JobConnections>(), options) { JobExpirationTimeout = Remembered };
    }

    /// <summary>One job at a time: a lane job has as many lanes as were asked for, and a worker works on a backfill once.</summary>
    private static void Serve(IServiceProvider provider, BackgroundJobServerOptions server, string queue)
    {
        server.ServerName = $"{provider.GetRequiredService<WorkerIdentity>().Name}:{queue}";
        server.Queues = [queue];
        server.WorkerCount = 1;
        server.Activator = provider.GetRequiredService<JobActivator>();
        // First the token, so that a turn ends and its chunks are given back; then the job goes back to its queue.
        server.StopTimeout = TimeSpan.Zero;
        server.ShutdownTimeout = StopTimeout;
    }
}
