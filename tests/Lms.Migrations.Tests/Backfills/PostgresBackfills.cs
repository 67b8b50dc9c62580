using Lms.Migrations.Tests.Backfills.Harness;
using Lms.Testing;

namespace Lms.Migrations.Tests.Backfills;

public sealed class PostgresBackfillRunTests(PostgresServer server) : BackfillRunTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new PostgresSubject(await server.CreateDatabaseAsync(Token));
}

public sealed class PostgresBackfillFailureTests(PostgresServer server) : BackfillFailureTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new PostgresSubject(await server.CreateDatabaseAsync(Token));
}

public sealed class PostgresBackfillUndoTests(PostgresServer server) : BackfillUndoTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new PostgresSubject(await server.CreateDatabaseAsync(Token));
}

public sealed class PostgresBackfillProcessTests(PostgresServer server) : BackfillProcessTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new PostgresSubject(await server.CreateDatabaseAsync(Token));
}

public sealed class PostgresBackfillPropertyTests(PostgresServer server) : BackfillPropertyTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new PostgresSubject(await server.CreateDatabaseAsync(Token));
}

public sealed class PostgresBackfillChunkTests(PostgresServer server) : BackfillChunkTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new PostgresSubject(await server.CreateDatabaseAsync(Token));
}

public sealed class PostgresBackfillWindowTests(PostgresServer server) : BackfillWindowTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new PostgresSubject(await server.CreateDatabaseAsync(Token));
}

public sealed class PostgresBackfillLendingTests(PostgresServer server) : BackfillLendingTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new PostgresSubject(await server.CreateDatabaseAsync(Token));
}
