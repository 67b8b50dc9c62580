namespace Lms.AppHost.Aspire.Mongo;

/// <summary>A MongoDB server that is a replica set of one: the least that has transactions of several documents.</summary>
/// <param name="name">The resource's name.</param>
/// <param name="password">Of its user <see cref="UserName"/>.</param>
internal sealed class MongoReplicaSetResource(string name, ParameterResource password) : ContainerResource(name), IResourceWithConnectionString
{
    public const string UserName = "admin";
    public const string EndpointName = "tcp";

    public ParameterResource Password { get; } = password;

    public EndpointReference Endpoint => new(this, EndpointName);

    // The set's one member calls itself localhost, which is another machine for everybody else: clients are not to follow it there.
    public ReferenceExpression ConnectionStringExpression => ConnectionTo("");

    /// <summary>To a database on it; to none in particular when the name is empty.</summary>
    public ReferenceExpression ConnectionTo(string database) => ReferenceExpression.Create(
        $"mongodb://{UserName}:{Password:uri}@{Endpoint.Property(EndpointProperty.HostAndPort)}/{database}?authSource=admin&authMechanism=SCRAM-SHA-256&directConnection=true");
}

/// <summary>A database of a MongoDB server; it comes into being with its first collection.</summary>
/// <param name="name">The resource's name, and the database's.</param>
/// <param name="server">Where it is.</param>
internal sealed class MongoDatabaseResource(string name, MongoReplicaSetResource server)
    : Resource(name), IResourceWithParent<MongoReplicaSetResource>, IResourceWithConnectionString
{
    public MongoReplicaSetResource Parent { get; } = server;

    public ReferenceExpression ConnectionStringExpression => Parent.ConnectionTo(Name);
}
