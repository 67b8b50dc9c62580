using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Settings;
using Npgsql;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Lends this worker's lanes to the backfills of runs that other workers are at work on.</summary>
internal sealed class LaneLending(
    RunClaims claims, DatabaseRegistry databases, WorkerSettings settings, PlatformSignals signals, WorkerIdentity identity, TimeProvider time,
    ILogger<LaneLending> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private readonly Alarm alarm = new(time);
    private readonly Dictionary<Guid, Lending> lendings = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        signals.RunChanged += alarm.Ring;
        try
        {
            while (true)
            {
                await alarm.WaitAsync(Interval, stoppingToken);
                await TryFollowAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            foreach (var lending in lendings.Values)
                await lending.DisposeAsync();
        }
        finally
        {
            signals.RunChanged -= alarm.Ring;
        }
    }

    private async Task TryFollowAsync(CancellationToken stoppingToken)
    {
        try
        {
            var wanted = await claims.ReadElsewhereAsync(stoppingToken);
            foreach (var id in lendings.Keys.Where(id => !wanted.Any(run => run.Id == id) || lendings[id].IsOver).ToList())
            {
                await lendings[id].DisposeAsync();
                lendings.Remove(id);
            }

            foreach (var run in wanted.Where(run => !lendings.ContainsKey(run.Id)))
            {
                if (databases.TryFind(run.Request.Database, out var database))
                    lendings.Add(run.Id, new Lending(token => LendAsync(run, database, token), stoppingToken));
            }
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.QueueUnread(logger, exception.Message);
        }
    }

    private async Task LendAsync(Run run, DatabaseSettings database, CancellationToken cancellationToken)
    {
        using var trace = RunTrace.BeginLending(run, identity);
        try
        {
            // At the pace that was asked for: whoever wants it gentle means all of it.
            var options = settings.Options with { Backfill = RunRequest.Read(run.Request).Pace(settings.Options.Backfill) };
            await new BackfillLanes(database.Target, options, time).LendAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The other run has ended.
        }
        catch (Exception exception) when (exception is MigrationException or NpgsqlException or TimeoutException)
        {
            // A favour to another worker's run, which tells its own failures.
            Log.LanesEnded(logger, database.Target.Name, exception.Message);
        }
    }

    private sealed class Lending : IAsyncDisposable
    {
        private readonly CancellationTokenSource end;
        private readonly Task lending;

        public Lending(Func<CancellationToken, Task> lend, CancellationToken stoppingToken)
        {
            end = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            lending = lend(end.Token);
        }

        public bool IsOver => lending.IsCompleted;

        public async ValueTask DisposeAsync()
        {
            await end.CancelAsync();
            await lending;
            end.Dispose();
        }
    }
}
