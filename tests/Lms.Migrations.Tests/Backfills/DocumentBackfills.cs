using Lms.Migrations.Tests.Backfills.Harness;
using Lms.Testing;

namespace Lms.Migrations.Tests.Backfills;

public sealed class DocumentBackfillRunTests(PostgresServer server) : BackfillRunTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new DocumentSubject(await server.CreateDocumentDatabaseAsync(Token));
}

public sealed class DocumentBackfillFailureTests(PostgresServer server) : BackfillFailureTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new DocumentSubject(await server.CreateDocumentDatabaseAsync(Token));
}

public sealed class DocumentBackfillUndoTests(PostgresServer server) : BackfillUndoTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new DocumentSubject(await server.CreateDocumentDatabaseAsync(Token));
}

public sealed class DocumentBackfillProcessTests(PostgresServer server) : BackfillProcessTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new DocumentSubject(await server.CreateDocumentDatabaseAsync(Token));
}

public sealed class DocumentBackfillPropertyTests(PostgresServer server) : BackfillPropertyTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new DocumentSubject(await server.CreateDocumentDatabaseAsync(Token));
}

public sealed class DocumentBackfillChunkTests(PostgresServer server) : BackfillChunkTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new DocumentSubject(await server.CreateDocumentDatabaseAsync(Token));
}

public sealed class DocumentBackfillWindowTests(PostgresServer server) : BackfillWindowTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new DocumentSubject(await server.CreateDocumentDatabaseAsync(Token));
}

public sealed class DocumentBackfillLendingTests(PostgresServer server) : BackfillLendingTests
{
    protected override async Task<BackfillSubject> CreateSubjectAsync() => new DocumentSubject(await server.CreateDocumentDatabaseAsync(Token));
}
