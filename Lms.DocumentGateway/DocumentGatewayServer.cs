using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Lms.DocumentGateway.Commands;
using Lms.DocumentGateway.Cursors;
using Lms.DocumentGateway.DocumentDb;
using Lms.DocumentGateway.Operations;
using Lms.DocumentGateway.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lms.DocumentGateway;

/// <summary>A MongoDB endpoint on the loopback address: speaks MongoDB's wire protocol, and hands each command to DocumentDB on PostgreSQL.</summary>
/// <remarks>It has no users: whoever can reach the loopback address can do all that the PostgreSQL role of its connection can. It is meant for
/// development and tests on one machine.</remarks>
public sealed class DocumentGatewayServer : IAsyncDisposable
{
    private const int Backlog = 512;
    private static readonly TimeSpan HousekeepingInterval = TimeSpan.FromMilliseconds(500);

    private readonly DocumentGatewayOptions options;
    private readonly ILogger logger;
    private readonly TimeProvider time;
    private readonly Socket listener;
    private readonly ServerSessions server;
    private readonly SessionRegistry sessions;
    private readonly CursorRegistry cursors;
    private readonly Conversation conversation;
    private readonly ConcurrentDictionary<long, Task> connections = new();
    private readonly CancellationTokenSource noMore = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly Task[] work;
    private long lastClient;

    private DocumentGatewayServer(DocumentGatewayOptions options, ILogger logger, TimeProvider time, Socket listener)
    {
        this.options = options;
        this.logger = logger;
        this.time = time;
        this.listener = listener;
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
        server = new ServerSessions(options);
        sessions = new SessionRegistry(options, time);
        cursors = new CursorRegistry(options, time);
        conversation = new Conversation(new CommandExecution(server, sessions, cursors, new OperationRegistry(), options, time), logger, time);
        work = [AcceptAsync(), KeepHouseAsync()];
        Log.Listening(logger, listener.LocalEndPoint);
    }

    /// <summary>The TCP port it listens on.</summary>
    public int Port { get; }

    /// <summary>Connections, sessions, open cursors and open transactions of clients at this moment.</summary>
    internal (int Connections, int Sessions, int Cursors, int Transactions) Counts =>
        (connections.Count, sessions.Count, cursors.Count, sessions.Open.Count);

    /// <summary>Starts to listen, on 127.0.0.1 alone. The PostgreSQL server is first asked for by the first command.</summary>
    /// <param name="options">Where, and what stands behind it.</param>
    /// <param name="logger">Hears of failures; null for nobody.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="SocketException">The port is taken, or may not be used.</exception>
    public static DocumentGatewayServer Start(DocumentGatewayOptions options, ILogger? logger = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, options.Port));
            socket.Listen(Backlog);
            return new DocumentGatewayServer(options, logger ?? NullLogger.Instance, time ?? TimeProvider.System, socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Stops: no further connection, no further command; those that run may end within the grace period, transactions that are open
    /// are rolled back.</summary>
    public async ValueTask DisposeAsync()
    {
        if (noMore.IsCancellationRequested)
            return;
        await noMore.CancelAsync().ConfigureAwait(false);
        listener.Dispose();
        stopping.CancelAfter(options.GracePeriod);
        await Task.WhenAll([.. connections.Values, .. work]).ConfigureAwait(false);

        await sessions.EndAllAsync().ConfigureAwait(false);
        await cursors.KillAllAsync().ConfigureAwait(false);
        await server.DisposeAsync().ConfigureAwait(false);
        noMore.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        // Out of the constructor's way.
        await Task.Yield();
        while (!noMore.IsCancellationRequested)
        {
            try
            {
                Welcome(await listener.AcceptAsync(noMore.Token).ConfigureAwait(false));
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // The one that was to be accepted is gone again, or there are no descriptors at this moment; or we are stopped.
                await Task.Delay(TimeSpan.FromMilliseconds(50), time).ConfigureAwait(false);
            }
        }
    }

    private void Welcome(Socket socket)
    {
        var client = new Client(Interlocked.Increment(ref lastClient), socket.RemoteEndPoint ?? new IPEndPoint(IPAddress.None, 0));
        if (connections.Count >= options.MaxConnections)
        {
            Log.ConnectionRefused(logger, client.Address, connections.Count);
            socket.Dispose();
            return;
        }

        socket.NoDelay = true;
        var served = new TaskCompletionSource();
        connections[client.Id] = served.Task;
        _ = Task.Run(async () =>
        {
            await ServeAsync(socket, client).ConfigureAwait(false);
            connections.TryRemove(client.Id, out _);
            served.SetResult();
        });
    }

    private async Task ServeAsync(Socket socket, Client client)
    {
        try
        {
            var connection = new ClientConnection(socket, client, conversation, options, time);
            var reason = await connection.ServeAsync(noMore.Token, stopping.Token).ConfigureAwait(false);
            Log.ConnectionClosed(logger, client.Address, reason);
            await sessions.LeftByAsync(client.Id).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The boundary: one connection never takes the others with it.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.CommandFailed(logger, failure, "");
        }
    }

    private async Task KeepHouseAsync()
    {
        using var timer = new PeriodicTimer(HousekeepingInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(noMore.Token).ConfigureAwait(false))
                await ExpireAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task ExpireAsync()
    {
        try
        {
            await sessions.ExpireAsync().ConfigureAwait(false);
            await cursors.ExpireAsync().ConfigureAwait(false);
        }
#pragma warning disable CA1031 // What could not be ended now is tried again at the next turn.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.HousekeepingFailed(logger, failure);
        }
    }
}
