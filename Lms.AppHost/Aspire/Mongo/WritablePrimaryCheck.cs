using Microsoft.Extensions.Diagnostics.HealthChecks;
using MongoDB.Bson;
using MongoDB.Driver;

namespace Lms.AppHost.Aspire.Mongo;

/// <summary>Whether a server lets its user in and takes writes: a replica set does not before it was founded and has a primary.</summary>
/// <param name="connection">The connection string, known once the server has an address.</param>
internal sealed class WritablePrimaryCheck(ReferenceExpression connection) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (await connection.GetValueAsync(cancellationToken) is not { Length: > 0 } text)
            return HealthCheckResult.Unhealthy("It has no address yet.");

        var settings = MongoClientSettings.FromConnectionString(text);
        settings.ServerSelectionTimeout = settings.ConnectTimeout = settings.SocketTimeout = Patience;
        try
        {
            using var client = new MongoClient(settings);
            var admin = client.GetDatabase("admin");
            var hello = await admin.RunCommandAsync<BsonDocument>(new BsonDocument("hello", 1), cancellationToken: cancellationToken);
            // Of those who say hello, the server does not ask who they are.
            await admin.RunCommandAsync<BsonDocument>(new BsonDocument("listDatabases", 1) { ["nameOnly"] = true }, cancellationToken: cancellationToken);
            return hello.GetValue("isWritablePrimary", false).ToBoolean()
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy("It is not the primary of a replica set yet.");
        }
        catch (Exception fault) when (fault is MongoException or TimeoutException)
        {
            return HealthCheckResult.Unhealthy(fault.Message, fault);
        }
    }
}
