using System.Collections.Frozen;
using System.Net;
using Lms.DocumentDb;
using Lms.DocumentGateway.Bson;
using Lms.DocumentGateway.DocumentDb;
using Lms.DocumentGateway.Wire;

namespace Lms.DocumentGateway.Commands;

/// <summary>Questions about the server that shells and tools ask on their own, and that the gateway answers by itself.</summary>
internal static class Diagnostics
{
    private static readonly FrozenDictionary<string, Func<Client, byte[]>> Known = new Dictionary<string, Func<Client, byte[]>>
    {
        ["buildInfo"] = _ => Greeting.BuildInfo(),
        ["buildinfo"] = _ => Greeting.BuildInfo(),
        ["whatsmyuri"] = client => new BsonBuilder().String("you", client.Address.ToString() ?? "").Double("ok", 1).Build(),
        ["connectionStatus"] = _ => new BsonBuilder()
            .Document("authInfo", new BsonBuilder().Strings("authenticatedUsers").Strings("authenticatedUserRoles"))
            .Double("ok", 1).Build(),
        ["getParameter"] = _ => new BsonBuilder()
            .Document("featureCompatibilityVersion", new BsonBuilder().String("version", WireLimits.ServerVersion[..3]))
            .Double("ok", 1).Build(),
        ["getLog"] = _ => new BsonBuilder().Int32("totalLinesWritten", 0).Strings("log").Double("ok", 1).Build(),
        ["getCmdLineOpts"] = _ => new BsonBuilder().Strings("argv").Document("parsed", new BsonBuilder()).Double("ok", 1).Build(),
        ["hostInfo"] = _ => new BsonBuilder()
            .Document("system", new BsonBuilder().String("hostname", Dns.GetHostName()).Int32("numCores", Environment.ProcessorCount))
            .Document("os", new BsonBuilder().String("type", Environment.OSVersion.Platform.ToString()))
            .Document("extra", new BsonBuilder())
            .Double("ok", 1).Build(),
        ["startSession"] = _ => Greeting.StartSession(Guid.NewGuid()),
        ["refreshSessions"] = _ => Replies.Ok,
        ["saslStart"] = _ => throw NoUsers(),
        ["saslContinue"] = _ => throw NoUsers(),
        ["authenticate"] = _ => throw NoUsers(),
        ["logout"] = _ => Replies.Ok,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Null for a command that is no such question.</summary>
    public static byte[]? Answer(Request request, Client client) => Known.GetValueOrDefault(request.Name)?.Invoke(client);

    private static CommandException NoUsers() => new(
        MongoError.AuthenticationFailed,
        "This server is for development on one machine and has no users: leave user and password out of the connection string.");
}
