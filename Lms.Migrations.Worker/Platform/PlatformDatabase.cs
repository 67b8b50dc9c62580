using System.Reflection;
using Lms.Migrations.Failures;
using Lms.Migrations.Postgres;
using Npgsql;

namespace Lms.Migrations.Worker.Platform;

/// <summary>The database that all workers share: their queue, their windows, their tokens, their audit.</summary>
internal sealed class PlatformDatabase : IAsyncDisposable
{
    /// <summary>What workers work as, whoever they log in as.</summary>
    public const string Role = "lms_worker";

    private const string Catalog = "platform";
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private readonly DatabaseTarget target;
    private readonly TimeProvider time;

    /// <param name="connection">For everyday work, as <see cref="Role"/>.</param>
    /// <param name="owner">For its schema; null for the same.</param>
    /// <param name="name">The worker's name, by which the server knows its sessions.</param>
    /// <param name="time">The clock for pauses.</param>
    public PlatformDatabase(string connection, string? owner, string name, TimeProvider time)
    {
        this.time = time;
        target = new DatabaseTarget("platform", DatabaseEngine.PostgreSql, owner ?? connection, Catalog)
        {
            CatalogAssembly = Assembly.GetExecutingAssembly(),
        };
        var settings = SessionsOf(connection, name);
        Source = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
        settings.Pooling = false;
        UnpooledConnectionString = settings.ConnectionString;
    }

    public NpgsqlDataSource Source { get; }

    /// <summary>For sessions that are held for long: presence, notifications.</summary>
    public string UnpooledConnectionString { get; }

    /// <summary>How sessions are opened that work as <see cref="Role"/>.</summary>
    public static NpgsqlConnectionStringBuilder SessionsOf(string connection, string name) => new(PostgresConnectionString.Normalize(connection))
    {
        ApplicationName = name,
        IncludeErrorDetail = false,
        // The role is set once, with the session; and nothing here leaves a session other than it was.
        NoResetOnClose = true,
        Options = $"-c role={Role} -c timezone=UTC",
        MaxPoolSize = 20,
        Timeout = 5,
        CommandTimeout = 15,
        KeepAlive = 10,
    };

    /// <summary>Brings its schema up to date; workers that start together do it once. Waits for a server that is not up yet.</summary>
    /// <param name="context">Who does it.</param>
    /// <param name="patience">How long a server may take to come up.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="MigrationException">It cannot be used.</exception>
    public async Task PrepareAsync(RunContext context, TimeSpan patience, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        while (true)
        {
            try
            {
                await ApplyAsync(context, cancellationToken);
                return;
            }
            catch (DatabaseUnavailableException exception) when (
                exception.Cause is UnavailableCause.Unreachable or UnavailableCause.NotAccepting or UnavailableCause.ConnectionLost
                && time.GetElapsedTime(began) < patience)
            {
                // Started together with its server, as after a power cut.
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task ApplyAsync(RunContext context, CancellationToken cancellationToken)
    {
        // What only one of the stacks needs has numbers of its own, above those of what all need, and is often there before the next of these.
        var runner = new MigrationRunner(target, context: context, time: time);
        await foreach (var _ in runner.MigrateAsync(new MigrateRequest(AllowOutOfOrder: true), cancellationToken))
        {
            // Until it is done.
        }
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}
