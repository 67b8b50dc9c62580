using System.Net;

namespace Lms.Migrations.Worker.Settings;

/// <summary>What a worker is configured with, checked: section <c>Lms</c> of its configuration.</summary>
internal sealed record WorkerSettings
{
    /// <summary>What people call this worker: <c>worker-1</c>. Its machine is added to it.</summary>
    public required string Name { get; init; }

    /// <summary>The platform database, for everyday work.</summary>
    public required string PlatformConnection { get; init; }

    /// <summary>The same for its schema, where another role owns that; null for the same connection.</summary>
    public string? PlatformOwnerConnection { get; init; }

    /// <summary>What it looks after, in order; at least one.</summary>
    public required IReadOnlyList<DatabaseSettings> Databases { get; init; }

    /// <summary>Bounds for every run.</summary>
    public required MigrationRunnerOptions Options { get; init; }

    /// <summary>Whether pending migrations are applied when a worker starts. Only ever by default in Development.</summary>
    public bool ApplyAtStart { get; init; }

    /// <summary>Whether a run needs a plan approved by somebody other than its asker. By default in Production.</summary>
    public bool RequireApproval { get; init; }

    /// <summary>A token that exists from the start, with the rights of an admin; null for none.</summary>
    public string? BootstrapToken { get; init; }

    /// <summary>Where the proxies are whose <c>X-Forwarded-For</c> is believed; a single address is a network of one. Empty to believe nobody's.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];

    /// <summary>How long a run is tried again whose server is away. Range 0 – 24 h.</summary>
    public TimeSpan ServerPatience { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Whether it stops when its standard input ends: for a worker that must not outlive the process that started it.</summary>
    public bool StopsWithInput { get; init; }
}

/// <summary>One database of a worker.</summary>
/// <param name="Target">Where it is and which catalog belongs to it.</param>
/// <param name="Hooks">What is done around its runs.</param>
internal sealed record DatabaseSettings(DatabaseTarget Target, HookSettings Hooks);

/// <summary>What is done around the runs of a database; each may be null.</summary>
internal sealed record HookSettings
{
    /// <summary>Before anything else: a backup.</summary>
    public BackupSettings? Backup { get; init; }

    /// <summary>Before the first step, such as maintenance mode on.</summary>
    public ActionSettings? Before { get; init; }

    /// <summary>After the last step or whatever stopped the run, such as maintenance mode off.</summary>
    public ActionSettings? After { get; init; }
}

/// <summary>A backup before a run.</summary>
/// <param name="Command">The program and its arguments; empty for <c>pg_dump</c>.</param>
/// <param name="Directory">Where <c>pg_dump</c> puts its files.</param>
/// <param name="Program">The <c>pg_dump</c> to use, by its name on the path or by its file; of the server's version or newer.</param>
/// <param name="Timeout">Longest time. Range 1 s – 24 h.</param>
internal sealed record BackupSettings(IReadOnlyList<string> Command, string Directory, string Program, TimeSpan Timeout);

/// <summary>A program to run or an address to call: exactly one of them.</summary>
/// <param name="Command">The program and its arguments; empty where an address is called.</param>
/// <param name="Url">The address that gets a POST; null where a program is run.</param>
/// <param name="Timeout">Longest time. Range 1 s – 24 h.</param>
internal sealed record ActionSettings(IReadOnlyList<string> Command, Uri? Url, TimeSpan Timeout);
