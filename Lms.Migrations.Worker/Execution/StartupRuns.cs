using Lms.Contracts.Runs;
using Lms.Migrations.Failures;
using Lms.Migrations.Worker.Coordination;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Security;
using Lms.Migrations.Worker.Settings;
using Lms.Migrations.Worker.Windows;
using Lms.ServiceDefaults.Secrets;
using Npgsql;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Asks, when a worker starts, for what is pending to be applied. Of workers that start together, one does.</summary>
internal sealed class StartupRuns(
    ICoordinator coordinator, PlanCalculation plans, DatabaseRegistry databases, WorkerSettings settings, WorkerPresence presence, WindowBook windows,
    PlatformDatabase platform, AuditStore audit, WorkerIdentity identity, SecretRedactor secrets, TimeProvider time,
    ILogger<StartupRuns> logger) : BackgroundService
{
    /// <summary>Who asks.</summary>
    public const string Actor = "worker start";

    // Workers that are started together do not start at the same instant.
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(10);

    private const string EarlierSql = """
        SELECT coalesce(max(asked_at) FILTER (WHERE ended_at IS NOT NULL)::text, 'none'),
               coalesce(bool_or(actor = $2 AND asked_at > (SELECT started_at FROM workers WHERE id = $3) - $4::interval), false)
        FROM runs WHERE database = $1
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.ApplyAtStart)
        {
            await presence.Registered.WaitAsync(stoppingToken);
            while (!windows.IsKnown)
                await Task.Delay(Pause, time, stoppingToken);
            foreach (var database in databases.Names)
                await TryAskAsync(database, stoppingToken);
        }
    }

    private async Task TryAskAsync(string database, CancellationToken stoppingToken)
    {
        try
        {
            await AskAsync(database, stoppingToken);
        }
        catch (Exception exception) when (exception is MigrationException or InvalidRequestException or NpgsqlException or TimeoutException)
        {
            // The worker serves all the same: somebody mends the migration, and asks for it.
            Log.StartNotApplied(logger, database, exception.Message);
        }
    }

    private async Task AskAsync(string database, CancellationToken stoppingToken)
    {
        var (last, isAsked) = await ReadEarlierAsync(database, stoppingToken);
        if (isAsked)
            return;

        var request = new RunRequestDocument
        {
            // The same for workers that find the same; when another run has ended, the next start is another request.
            RequestId = $"start:{database}:{last}",
            Database = database,
            Kind = RunKinds.Migrate,
            Reason = "applied at start",
        };
        var read = RunRequest.Read(request);
        if (await plans.PlanAsync(read, new OverriddenGate(), stoppingToken) is not { Steps.Count: > 0 and var count })
            return;

        using var asked = RunTrace.BeginRequest(database);
        var run = await StartAsync(read, stoppingToken);
        Log.AppliesAtStart(logger, run.Id, database, count);
    }

    /// <summary>Asks as somebody would over HTTP, whose audit has a row before and one after.</summary>
    private async Task<Run> StartAsync(RunRequest request, CancellationToken stoppingToken)
    {
        var entry = new AuditEntry(
            Actor, Role: null, Token: null, identity.Name, "runs.start", $"{request.Document.Kind} {request.Document.RequestId}", request.Database,
            StatusCodes.Status202Accepted, request.Reason, Detail: null);
        entry = entry with { Asked = await audit.AskAsync(entry, stoppingToken) };
        try
        {
            var run = await coordinator.StartAsync(request, new Caller(Actor), stoppingToken);
            await audit.AppendAsync(entry with { Target = $"{request.Document.Kind} {run.Id}" }, stoppingToken);
            return run;
        }
        catch (Exception exception) when (exception is MigrationException or InvalidRequestException)
        {
            await audit.AppendAsync(entry with { Status = StatusCodes.Status409Conflict, Detail = secrets.Redact(exception.Message) }, stoppingToken);
            throw;
        }
    }

    /// <summary>When the last run was asked for that has ended, and whether a worker that was started together with this one has asked.</summary>
    private async Task<(string Last, bool IsAsked)> ReadEarlierAsync(string database, CancellationToken stoppingToken)
    {
        await using var command = platform.Source.Create(
            EarlierSql, PlatformCommand.Text(database), PlatformCommand.Text(Actor), PlatformCommand.Id(identity.Id), PlatformCommand.Span(Together));
        return (await command.ReadAllAsync(reader => (reader.GetString(0), reader.GetBoolean(1)), stoppingToken))[0];
    }
}
