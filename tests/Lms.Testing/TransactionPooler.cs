using System.Diagnostics;
using System.Net.Sockets;
using Npgsql;

namespace Lms.Testing;

/// <summary>A real PgBouncer in transaction mode before a test's database.</summary>
public sealed class TransactionPooler : IAsyncDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";
    private readonly Process process;
    private readonly string directory;

    private TransactionPooler(Process process, string directory, string connectionString)
    {
        this.process = process;
        this.directory = directory;
        ConnectionString = connectionString;
    }

    /// <summary>False where PgBouncer is not installed; <c>./test</c> installs it where it may.</summary>
    public static bool IsInstalled => File.Exists(Program);

    public string ConnectionString { get; }

    public static async Task<TransactionPooler> StartAsync(TestDatabase database, CancellationToken cancellationToken)
    {
        var server = new NpgsqlConnectionStringBuilder(database.ConnectionString);
        var port = LoopbackPort.Free();
        var home = Directory.CreateTempSubdirectory("lms-pooler-").FullName;
        var configuration = Path.Combine(home, "pgbouncer.ini");
        await File.WriteAllTextAsync(configuration, $"""
            [databases]
            {server.Database} = host={server.Host} port={server.Port} user={server.Username} password='{server.Password}'
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = any
            pool_mode = transaction
            default_pool_size = 3
            """, cancellationToken);
        OpenToUnprivileged(home, configuration);

        var start = new ProcessStartInfo(Program) { UseShellExecute = false, RedirectStandardError = true };
        if (Environment.IsPrivilegedProcess)
            start.ArgumentList.Add("--user=nobody");
        start.ArgumentList.Add(configuration);
        var running = Process.Start(start)!;
        running.ErrorDataReceived += (_, _) => { };
        running.BeginErrorReadLine();

        var client = new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = port, Database = server.Database, Username = "anyone" };
        var pooler = new TransactionPooler(running, home, client.ConnectionString);
        await pooler.WaitUntilReadyAsync(cancellationToken);
        return pooler;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        while (!process.HasExited)
        {
            try
            {
                await using var connection = new NpgsqlConnection(ConnectionString + ";Pooling=false");
                await connection.OpenAsync(cancellationToken);
                return;
            }
            catch (NpgsqlException exception) when (exception.InnerException is SocketException)
            {
                await Task.Delay(20, cancellationToken);
            }
        }

        throw new InvalidOperationException($"PgBouncer ended with code {process.ExitCode}.");
    }

    private static void OpenToUnprivileged(string directory, string configuration)
    {
        if (OperatingSystem.IsWindows())
            throw new PlatformNotSupportedException("PgBouncer is tested on Linux.");

        File.SetUnixFileMode(directory, File.GetUnixFileMode(directory) | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        File.SetUnixFileMode(configuration, File.GetUnixFileMode(configuration) | UnixFileMode.OtherRead);
    }
}
