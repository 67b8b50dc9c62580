using System.Globalization;
using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Clusters;

/// <summary>The files of one data directory: the server's own below <c>pgdata</c>, ours beside it.</summary>
internal sealed record ClusterDirectory(string Path)
{
    /// <summary>The server's data; belongs to the account that runs it.</summary>
    public string Data => In("pgdata");

    /// <summary>The server's log; in its data because it writes it with its own rights.</summary>
    public string Log => System.IO.Path.Combine(Data, "server.log");

    /// <summary>Held for as long as a process serves this directory.</summary>
    public string Lock => In("lock");

    /// <summary>Process id and port of the holder of <see cref="Lock"/>, for messages.</summary>
    public string Owner => In("owner");

    /// <summary>The superuser's password.</summary>
    public string Password => In("password");

    /// <summary>A password that may or may not have reached the server when its owner was killed.</summary>
    public string NextPassword => In("password.next");

    /// <summary>The password the data was copied with; present until the first start has replaced it.</summary>
    public string TemplatePassword => In("password.template");

    public bool HasData => File.Exists(System.IO.Path.Combine(Data, "PG_VERSION"));

    /// <summary>The port of the last start, or 0.</summary>
    public int LastPort =>
        File.Exists(In("port")) && int.TryParse(File.ReadAllText(In("port")), CultureInfo.InvariantCulture, out var port) ? port : 0;

    public void RememberPort(int port) => File.WriteAllText(In("port"), port.ToString(CultureInfo.InvariantCulture));

    public void RecordOwner(int port) => File.WriteAllText(Owner, $"{Environment.ProcessId} {port}");

    /// <summary>Takes the directory, or says who has it.</summary>
    public FileLock Acquire()
    {
        if (FileLock.TryAcquire(Lock) is { } acquired)
            return acquired;
        var owner = (File.Exists(Owner) ? File.ReadAllText(Owner) : "").Split(' ');
        throw new EmbeddedPostgresException(owner.Length == 2
            ? $"Process {owner[0]} already serves the data in {Path}: "
                + $"stop it, or connect to postgres://postgres@127.0.0.1:{owner[1]}/postgres with the password in {Password}."
            : $"Another process is just starting PostgreSQL on the data in {Path}: stop it or wait for it.");
    }

    /// <summary>Refuses data that a server of another major version wrote; PostgreSQL would only say so in its log.</summary>
    public void CheckVersion(Version server)
    {
        var written = File.ReadAllText(System.IO.Path.Combine(Data, "PG_VERSION")).Trim();
        if (written != server.Major.ToString(CultureInfo.InvariantCulture))
        {
            throw new EmbeddedPostgresException(
                $"The data in {Path} was written by PostgreSQL {written} and cannot be served by {server}: "
                + $"delete that directory, or set LMS_POSTGRES_ROOT to a PostgreSQL {written}.");
        }
    }

    private string In(string name) => System.IO.Path.Combine(Path, name);
}
