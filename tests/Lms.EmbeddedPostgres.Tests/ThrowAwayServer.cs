namespace Lms.EmbeddedPostgres.Tests;

/// <summary>One server for the tests of a class.</summary>
public sealed class ThrowAwayServer : IAsyncLifetime
{
    public EmbeddedPostgresServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Server = await EmbeddedPostgresServer.StartAsync(new EmbeddedPostgresOptions(), progress: null, CancellationToken.None);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
