using System.Diagnostics;
using Lms.EmbeddedPostgres.Clusters;
using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Sources;

namespace Lms.EmbeddedPostgres.Servers;

/// <summary>A running server process under its supervisor.</summary>
internal sealed class Postmaster : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>Recovery after a crash comes before readiness, hence generous.</summary>
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Longer than the supervisor's three attempts of ten seconds.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(35);

    private readonly Process supervisor;
    private readonly ClusterDirectory cluster;
    private readonly TimeProvider time;

    private Postmaster(Process supervisor, ClusterDirectory cluster, int port, TimeProvider time)
    {
        this.supervisor = supervisor;
        this.cluster = cluster;
        this.time = time;
        Port = port;
    }

    public int Port { get; }

    /// <summary>Starts the server and waits until it accepts connections.</summary>
    public static async Task<Postmaster> StartAsync(
        Machine machine, PostgresInstallation installation, ClusterDirectory cluster, ServerRun run, CancellationToken cancellationToken)
    {
        ServerLog.KeepOneOld(cluster.Log);
        ServerSettings.Write(cluster.Data, installation, machine.Account.Name, run.Port, run.Durable);
        var setsid = machine.FindProgram("setsid");
        string[] shell = ["sh", "-c", Supervisor.Script, "sh", cluster.Log, run.KeepsData ? "INT" : "QUIT"];
        string[] words = [.. setsid is null ? [] : (string[])[setsid], .. shell, installation.Program("postgres"), "-D", cluster.Data];
        var process = machine.Account.Run(new Command(words[0], words[1..])).Start();
        var postmaster = new Postmaster(process, cluster, run.Port, machine.Time);
        try
        {
            await postmaster.WaitUntilReadyAsync(cancellationToken).ConfigureAwait(false);
            return postmaster;
        }
        catch
        {
            await postmaster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Closes the pipe, which asks the supervisor to shut the server down, and waits for it.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        supervisor.StandardInput.Close();
        using var timeout = new CancellationTokenSource(StopTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        await supervisor.WaitForExitAsync(either.Token).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (!supervisor.HasExited)
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
        supervisor.Dispose();
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (PostmasterPid.Read(cluster.Data) is not { IsReady: true })
        {
            if (supervisor.HasExited)
            {
                var errors = await supervisor.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
                throw new ServerStartException(ServerLog.Tail(cluster.Log), errors);
            }

            if (time.GetElapsedTime(started) > StartTimeout)
            {
                throw new EmbeddedPostgresException(
                    $"PostgreSQL is not ready after {StartTimeout.TotalSeconds:0} s. Its log ends:\n{ServerLog.Tail(cluster.Log)}");
            }

            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
