using Npgsql;

namespace Lms.Migrations.Worker.Security;

/// <summary>Once a minute, and when the worker stops, writes into the audit how many requests without a valid token it has left out.</summary>
internal sealed class StrangerSummary(StrangerCount strangers, AuditStore audit, TimeProvider time, ILogger<StrangerSummary> logger) : BackgroundService
{
    /// <summary>What the audit calls it.</summary>
    public const string Action = "flood";

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            using var bound = new CancellationTokenSource(LastWords, time);
            await WriteAsync(bound.Token);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var (network, requests) in strangers.TakeLeftOut())
        {
            var entry = new AuditEntry(
                Actor: null, Role: null, Token: null, network, Action, $"{requests} requests", Database: null, StatusCodes.Status429TooManyRequests, Reason: null,
                $"{requests} more requests without a valid token came within a minute.");
            try
            {
                await audit.AppendAsync(entry, cancellationToken);
            }
            catch (Exception exception) when (exception is NpgsqlException or TimeoutException or OperationCanceledException)
            {
                Log.FloodUnwritten(logger, requests, network, exception.Message);
            }
        }
    }
}
