using Lms.Migrations.Postgres;

namespace Lms.Migrations.Reading;

/// <summary>What may be kept between looks at databases: connections, and migrations as their files held them.</summary>
/// <remarks>For a service that is asked all day long; any number of runners may share one. Only looks use it: whatever changes a database
/// opens connections of its own and reads its catalog anew. Kept connections are closed when they were idle for half a minute; one that the
/// server has closed meanwhile costs a second try, and no failure. A kept file is read anew when its size or its time of change differs.</remarks>
public sealed class ReadingCache : IAsyncDisposable
{
    internal ParsedCatalogs Catalogs { get; } = new();

    internal KeptConnections Connections { get; } = new();

    /// <summary>Closes the connections.</summary>
    public ValueTask DisposeAsync() => Connections.DisposeAsync();
}
