using Lms.Migrations.Worker.Platform;
using Lms.Migrations.Worker.Runs.Storage;
using Npgsql;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Lends this worker's lanes to the backfills of runs that other workers are at work on.</summary>
internal sealed class LaneLending(
    RunClaims claims, LaneLoan loan, PlatformSignals signals, TimeProvider time, ILogger<LaneLending> logger) : BackgroundService
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
                lendings.Add(run.Id, new Lending(token => loan.LendAsync(run, token), stoppingToken));
        }
        catch (Exception exception) when (exception is NpgsqlException or TimeoutException)
        {
            Log.QueueUnread(logger, exception.Message);
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
