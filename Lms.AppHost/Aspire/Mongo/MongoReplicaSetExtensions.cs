using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Lms.AppHost.Aspire.Mongo;

/// <summary>Adds MongoDB as a replica set. Aspire's own integration starts a server alone, on which there are no transactions.</summary>
internal static class MongoReplicaSetExtensions
{
    private const string Registry = "docker.io";
    private const string Image = "library/mongo";
    private const string Tag = "8.0";
    private const int Port = 27017;
    private const string DataDirectory = "/data/db";

    /// <summary>Members of a set prove to each other who they are with a key, which the server demands as soon as there are users, and
    /// which it reads only from a file that nobody else may read. The set is founded once; later starts find it.</summary>
    private const string Start = """
        set -eu
        printf '%s' "$MONGO_REPLICA_SET_KEY" > /tmp/replica-set.key
        chown mongodb:mongodb /tmp/replica-set.key
        chmod 400 /tmp/replica-set.key
        (
          until mongosh --quiet --host 127.0.0.1 --username "$MONGO_INITDB_ROOT_USERNAME" --password "$MONGO_INITDB_ROOT_PASSWORD" --eval '
            try { rs.status() } catch (fault) {
              if (fault.codeName !== "NotYetInitialized") throw fault;
              rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "localhost:27017" }] })
            }'; do sleep 1; done
        ) >/dev/null 2>&1 &
        exec docker-entrypoint.sh mongod --replSet rs0 --keyFile /tmp/replica-set.key --bind_ip_all
        """;

    public static IResourceBuilder<MongoReplicaSetResource> AddMongoReplicaSet(this IDistributedApplicationBuilder builder, string name)
    {
        var password = ParameterResourceBuilderExtensions.CreateDefaultPasswordParameter(builder, $"{name}-password", special: false);
        var key = ParameterResourceBuilderExtensions.CreateGeneratedParameter(
            builder, $"{name}-key", secret: true, new GenerateParameterDefault { MinLength = 64, Special = false });
        var server = new MongoReplicaSetResource(name, password);
        builder.Services.AddHealthChecks().Add(new HealthCheckRegistration(
            name, _ => new WritablePrimaryCheck(server.ConnectionStringExpression), failureStatus: null, tags: null));
        return builder.AddResource(server)
            .WithImage(Image, Tag)
            .WithImageRegistry(Registry)
            .WithEndpoint(targetPort: Port, scheme: "tcp", name: MongoReplicaSetResource.EndpointName)
            .WithEnvironment("MONGO_INITDB_ROOT_USERNAME", MongoReplicaSetResource.UserName)
            .WithEnvironment("MONGO_INITDB_ROOT_PASSWORD", password)
            .WithEnvironment("MONGO_REPLICA_SET_KEY", key)
            .WithEntrypoint("bash")
            .WithArgs("-c", Start)
            .WithHealthCheck(name);
    }

    /// <summary>Keeps the data when the container goes.</summary>
    public static IResourceBuilder<MongoReplicaSetResource> WithDataVolume(this IResourceBuilder<MongoReplicaSetResource> server) =>
        server.WithVolume(VolumeNameGenerator.Generate(server, "data"), DataDirectory);

    /// <summary>Adds a database, which is as well as its server: a resource has the health checks of its parent.</summary>
    public static IResourceBuilder<MongoDatabaseResource> AddDatabase(this IResourceBuilder<MongoReplicaSetResource> server, string name) =>
        server.ApplicationBuilder.AddResource(new MongoDatabaseResource(name, server.Resource));
}
