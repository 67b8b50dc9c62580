namespace Lms.EmbeddedPostgres;

/// <summary>Which PostgreSQL to provide, and where its data lives.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>A server that already runs, as a <c>postgres://</c> URL or a keyword string. Given: nothing is started.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>Directory whose data outlives the server; created when missing. Null: throw-away data, deleted at dispose.</summary>
    /// <remarks>One process serves a directory at a time. As root, an unprivileged account must be able to reach it.</remarks>
    public string? DataDirectory { get; init; }

    /// <summary>TCP port on the loopback address, 1–65535; 0 picks a free one.</summary>
    /// <remarks>With persistent data, 0 means the port of the last start. A busy port gives way to the next free one, which
    /// is reported as a <see cref="ProvisioningPhase.Notice"/>.</remarks>
    public int Port { get; init; }

    /// <summary>Whether a commit survives a power cut. Default: for persistent data only.</summary>
    public bool Durable
    {
        get => durable ?? DataDirectory is not null;
        init => durable = value;
    }

    /// <summary>Where the private root, templates and throw-away data live.</summary>
    /// <remarks>Null: <see cref="EmbeddedPostgresPaths.DefaultCacheDirectory"/>.</remarks>
    public string? CacheDirectory { get; init; }

    private readonly bool? durable;
}
