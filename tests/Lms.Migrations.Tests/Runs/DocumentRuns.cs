using Lms.Migrations.Tests.Runs.Harness;
using Lms.Testing;

namespace Lms.Migrations.Tests.Runs;

public sealed class DocumentPinnedPlanTests(PostgresServer server) : PinnedPlanTests
{
    protected override async Task<RunSubject> CreateSubjectAsync() => new DocumentRunSubject(await server.CreateDocumentDatabaseAsync(Token));
}

public sealed class DocumentContinuedRunTests(PostgresServer server) : ContinuedRunTests
{
    protected override async Task<RunSubject> CreateSubjectAsync() => new DocumentRunSubject(await server.CreateDocumentDatabaseAsync(Token));
}

public sealed class DocumentChangeGateTests(PostgresServer server) : ChangeGateTests
{
    protected override async Task<RunSubject> CreateSubjectAsync() => new DocumentRunSubject(await server.CreateDocumentDatabaseAsync(Token));
}

public sealed class DocumentRunHookTests(PostgresServer server) : RunHookTests
{
    protected override async Task<RunSubject> CreateSubjectAsync() => new DocumentRunSubject(await server.CreateDocumentDatabaseAsync(Token));
}

public sealed class DocumentRunNoteTests(PostgresServer server) : RunNoteTests
{
    protected override async Task<RunSubject> CreateSubjectAsync() => new DocumentRunSubject(await server.CreateDocumentDatabaseAsync(Token));
}
