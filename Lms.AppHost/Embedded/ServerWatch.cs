using Npgsql;

namespace Lms.AppHost.Embedded;

/// <summary>Notices when a server is gone, by an idle session whose connection the kernel closes with the server.</summary>
internal sealed class ServerWatch(string connectionString, TimeProvider time)
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>How long nothing may answer: longer than a listener's hiccup, shorter than a developer's patience.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly string session = new NpgsqlConnectionStringBuilder(connectionString)
    {
        Pooling = false,
        ApplicationName = "lms app host",
        Timeout = 5,
    }.ConnectionString;

    private long lastAnswer;

    /// <summary>Returns when the server no longer answers.</summary>
    public async Task WaitUntilGoneAsync(CancellationToken cancellationToken)
    {
        lastAnswer = time.GetTimestamp();
        while (time.GetElapsedTime(lastAnswer) < Patience)
        {
            await StayConnectedAsync(cancellationToken);
            await Task.Delay(RetryInterval, time, cancellationToken);
        }
    }

    /// <summary>Connects and returns when the session ends or could not begin.</summary>
    private async Task StayConnectedAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(session);
            await connection.OpenAsync(cancellationToken);
            lastAnswer = time.GetTimestamp();
            while (true)
            {
                try
                {
                    await connection.WaitAsync(cancellationToken);
                }
                finally
                {
                    lastAnswer = time.GetTimestamp();
                }
            }
        }
        catch (PostgresException)
        {
            // "Too many clients", "in recovery", "terminated by an administrator": a server that says so is there.
            lastAnswer = time.GetTimestamp();
        }
        catch (NpgsqlException)
        {
            // Nothing answers; the caller counts for how long.
        }
    }
}
