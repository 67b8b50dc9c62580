using Lms.Testing;

namespace Lms.Migrations.Worker.Tests.Lanes;

/// <summary>The lanes of the embedded stack.</summary>
public sealed class LaneLendingTests(PostgresServer server) : LaneContract(server);
