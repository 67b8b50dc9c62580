using Lms.DocumentGateway.Bson;
using Lms.DocumentGateway.Wire;

namespace Lms.DocumentGateway.Commands;

/// <summary>What clients ask before anything else: who is there, and what it can do.</summary>
internal static class Greeting
{
    /// <summary>Minutes after which a session that nobody uses ends; clients refresh theirs in time, and without this number have none.</summary>
    private const int SessionMinutes = 30;

    public static bool Is(string command) => command is "hello" or "isMaster" or "ismaster";

    /// <summary>Introduces the gateway as the router of a cluster.</summary>
    /// <remarks>To a router clients send transactions and writes that can be repeated, as to a replica set, but they look for no other members
    /// by addresses of our own: whatever address reached us is the right one, through a tunnel too.</remarks>
    public static byte[] Reply(Request request, Client client, TimeProvider time)
    {
        client.Introduce(request);
        var reply = new BsonBuilder()
            .Boolean(request.Name == "hello" ? "isWritablePrimary" : "ismaster", true)
            .String("msg", "isdbgrid")
            .Int32("maxBsonObjectSize", WireLimits.LargestDocument)
            .Int32("maxMessageSizeBytes", WireLimits.LargestMessage)
            .Int32("maxWriteBatchSize", WireLimits.MostWrites)
            .DateTime("localTime", time.GetUtcNow())
            .Int32("logicalSessionTimeoutMinutes", SessionMinutes)
            .Int64("connectionId", client.Id)
            .Int32("minWireVersion", WireLimits.OldestDialect)
            .Int32("maxWireVersion", WireLimits.NewestDialect)
            .Boolean("readOnly", false);
        if (BsonElements.TryFind(request.Body, "helloOk"u8, out var asked) && asked.IsTrue)
            reply.Boolean("helloOk", true);
        return reply.Double("ok", 1).Build();
    }

    public static byte[] BuildInfo() => new BsonBuilder()
        .String("version", WireLimits.ServerVersion)
        .String("gitVersion", "")
        .Int32s("versionArray", WireLimits.ServerVersion.Split('.').Select(int.Parse).Append(0))
        .Strings("modules")
        .String("allocator", "system")
        .Int32("bits", 64)
        .Boolean("debug", false)
        .Int32("maxBsonObjectSize", WireLimits.LargestDocument)
        .Double("ok", 1)
        .Build();

    public static byte[] StartSession(Guid id) => new BsonBuilder()
        .Document("id", new BsonBuilder().Uuid("id", id))
        .Int32("timeoutMinutes", SessionMinutes)
        .Double("ok", 1)
        .Build();
}
