using Lms.EmbeddedPostgres.Sources;

namespace Lms.EmbeddedPostgres.Clusters;

/// <summary>The server's configuration files; rewritten at each start, so that ALTER SYSTEM is the way to change more.</summary>
internal static class ServerSettings
{
    /// <summary>No connection without the generated password, and none from another machine.</summary>
    private const string HostBasedAuthentication = """
        # TYPE  DATABASE     USER  ADDRESS       METHOD
        host    all          all   127.0.0.1/32  scram-sha-256
        host    replication  all   127.0.0.1/32  scram-sha-256

        """;

    private const string Common = """
        listen_addresses = '127.0.0.1'
        password_encryption = 'scram-sha-256'
        max_connections = 250
        jit = off
        log_checkpoints = off
        log_line_prefix = '%m [%p] %q%d '

        """;

    /// <summary>Room for a million rows of demo data: their indexes stay in memory, and no checkpoint comes in between.</summary>
    private const string Lasting = """
        shared_buffers = '512MB'
        max_wal_size = '4GB'
        checkpoint_timeout = '15min'

        """;

    /// <summary>Nothing survives a throw-away server, so it need not wait for the disk, nor fill log files in advance.
    /// Its shared memory is in files of its data, so that deleting those deletes everything.</summary>
    private const string Volatile = """
        shared_buffers = '128MB'
        fsync = off
        synchronous_commit = off
        full_page_writes = off
        wal_init_zero = off
        wal_recycle = off
        max_wal_size = '256MB'
        dynamic_shared_memory_type = mmap

        """;

    /// <summary>DocumentDB builds indexes and expires rows by jobs, and connects to its own server to create collections.</summary>
    /// <remarks>The jobs run as background workers, which need no password. The connections come through a socket without
    /// a file, whose other end the kernel vouches for: only the account that runs the server is let in. DocumentDB's own worker
    /// is off, for the jobs do the same work, and while it sleeps no DROP DATABASE on the server can finish.</remarks>
    private const string Documents = """
        shared_preload_libraries = 'pg_cron, pg_documentdb_core, pg_documentdb'
        cron.database_name = 'postgres'
        cron.use_background_workers = on
        cron.log_run = off
        cron.log_statement = off
        max_worker_processes = 32
        unix_socket_directories = '@lms'
        documentdb.enableBackgroundWorker = off
        documentdb.localhost_connection_string = 'host=@lms'

        """;

    private const string NoDocuments = """
        unix_socket_directories = ''

        """;

    private const string OwnAccountOnly = "local   all          all                 peer map=server\n";

    public static void Write(string directory, PostgresInstallation installation, string account, int port, bool durable)
    {
        File.WriteAllText(Path.Combine(directory, "postgresql.conf"), Render(installation, port, durable));
        var local = installation.HasDocuments ? OwnAccountOnly : "";
        File.WriteAllText(Path.Combine(directory, "pg_hba.conf"), HostBasedAuthentication + local);
        File.WriteAllText(Path.Combine(directory, "pg_ident.conf"), $"server \"{account}\" all\n");
    }

    private static string Render(PostgresInstallation installation, int port, bool durable)
    {
        // Debian's server reads the machine's time zones, which a bare machine may lack; GMT is built in.
        var zone = File.Exists("/usr/share/zoneinfo/UTC") ? "UTC" : "GMT";
        return $"""
            port = {port}
            timezone = '{zone}'
            log_timezone = '{zone}'
            {Common}{(durable ? Lasting : Volatile)}{(installation.HasDocuments ? Documents : NoDocuments)}
            """;
    }
}
