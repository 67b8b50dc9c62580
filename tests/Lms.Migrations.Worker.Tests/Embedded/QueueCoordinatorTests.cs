using Lms.Testing.Workers;
using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Coordination;

/// <summary>The coordinator of the embedded stack.</summary>
public sealed class QueueCoordinatorTests(PostgresServer server) : CoordinatorContract(server)
{
    protected override Task<WorkerHost> StartCoordinatorAsync(WorkerSetup setup) => WorkerHost.StartAsync(setup, Token);
}
