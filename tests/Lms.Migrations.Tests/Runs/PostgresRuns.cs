using Lms.Migrations.Tests.Runs.Harness;
using Lms.Testing;

namespace Lms.Migrations.Tests.Runs;

public sealed class PostgresPinnedPlanTests(PostgresServer server) : PinnedPlanTests
{
    protected override async Task<RunSubject> CreateSubjectAsync() => new PostgresRunSubject(await server.CreateDatabaseAsync(Token));
}

public sealed class PostgresContinuedRunTests(PostgresServer server) : ContinuedRunTests
{
    protected override async Task<RunSubject> CreateSubjectAsync() => new PostgresRunSubject(await server.CreateDatabaseAsync(Token));
}

public sealed class PostgresChangeGateTests(PostgresServer server) : ChangeGateTests
{
    protected override async Task<RunSubject> CreateSubjectAsync() => new PostgresRunSubject(await server.CreateDatabaseAsync(Token));
}

public sealed class PostgresRunHookTests(PostgresServer server) : RunHookTests
{
    protected override async Task<RunSubject> CreateSubjectAsync() => new PostgresRunSubject(await server.CreateDatabaseAsync(Token));
}

public sealed class PostgresRunNoteTests(PostgresServer server) : RunNoteTests
{
    protected override async Task<RunSubject> CreateSubjectAsync() => new PostgresRunSubject(await server.CreateDatabaseAsync(Token));
}
