using Lms.Migrations.Documents.Aspire;
using Lms.Migrations.Documents.Commands;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Lms.Migrations.Tests.Documents.Aspire;

/// <summary>The contract of document commands over a MongoDB server that is one, where there is one: LMS_TEST_MONGODB names it.</summary>
public sealed class MongodCommandTests : DocumentCommandTests
{
    private readonly MongodSide side = new();

    private protected override Task<IDocumentDatabase> OpenAsync() => side.OpenAsync(Token);

    private protected override Task DropAsync() => side.DropAsync();
}

/// <inheritdoc cref="MongodCommandTests"/>
public sealed class MongodSchemaCommandTests : DocumentSchemaCommandTests
{
    private readonly MongodSide side = new();

    private protected override Task<IDocumentDatabase> OpenAsync() => side.OpenAsync(Token);

    private protected override Task DropAsync() => side.DropAsync();
}

/// <inheritdoc cref="MongodCommandTests"/>
public sealed class MongodTransactionTests : DocumentTransactionTests
{
    private readonly MongodSide side = new();

    /// <summary>A document that another transaction has changed is a conflict at once.</summary>
    private protected override bool WaitsForDocuments => false;

    private protected override Task<IDocumentDatabase> OpenAsync() => side.OpenAsync(Token);

    private protected override Task DropAsync() => side.DropAsync();

    private protected override Task ApplicationIncrementAsync() => side.IncrementAsync(Token);
}

/// <summary>A database of a test's own on the server that LMS_TEST_MONGODB names: <c>mongodb://127.0.0.1:27017/?replicaSet=rs0</c>.</summary>
internal sealed class MongodSide
{
    private const string Variable = "LMS_TEST_MONGODB";

    private readonly string name = $"test_{Guid.NewGuid():N}";
    private MongoUrlBuilder? url;

    public async Task<IDocumentDatabase> OpenAsync(CancellationToken cancellationToken)
    {
        var given = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(given), $"{Variable} names no MongoDB server; mongodb://127.0.0.1:27017/?replicaSet=rs0 would be one.");
        url = new MongoUrlBuilder(given) { DatabaseName = name };
        return await MongoDriverDatabase.OpenAsync(url.ToString(), new MigrationRunnerOptions(), TimeProvider.System, cancellationToken);
    }

    public async Task DropAsync()
    {
        using var client = new MongoClient(url!.ToMongoUrl());
        await client.DropDatabaseAsync(name);
    }

    /// <summary>As an application would, over a client of its own.</summary>
    public async Task IncrementAsync(CancellationToken cancellationToken)
    {
        using var client = new MongoClient(new MongoUrlBuilder(url!.ToString()) { ApplicationName = "application" }.ToMongoUrl());
        await client.GetDatabase(name).GetCollection<BsonDocument>("c").UpdateOneAsync(
            new BsonDocument("_id", 1), new BsonDocument("$inc", new BsonDocument("n", 1)), cancellationToken: cancellationToken);
    }
}
