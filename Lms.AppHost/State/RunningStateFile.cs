using System.Text.Json;
using Lms.AppHost.Databases;
using Lms.AppHost.Resources;
using Lms.Contracts.Mapping;

namespace Lms.AppHost.State;

/// <summary>The worker that commands ask: where it answers, and the token that it knows.</summary>
internal sealed record ServerEntry(Uri Address, string Token);

/// <summary>Tells <c>./lms</c> what runs: <c>.lms/running.json</c>, there for as long as the databases do.</summary>
/// <remarks>It has the shape of <c>lms.json</c> with absolute paths, plus <c>processId</c>, <c>startedAt</c> and, once a worker is healthy,
/// <c>"server": { "url", "token" }</c>. A database that the server cannot have does not stand in it. It holds secrets, so only its owner
/// can read it.</remarks>
internal sealed class RunningStateFile(Checkout checkout, IReadOnlyList<HostedDatabase> databases, TimeProvider time) : IResource
{
    private readonly Lock gate = new();
    private readonly DateTimeOffset startedAt = time.GetUtcNow();
    private ServerEntry? server;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            Write();
        return Task.CompletedTask;
    }

    /// <summary>Tells where the workers can be asked from now on; null for nowhere.</summary>
    public void Announce(ServerEntry? entry)
    {
        lock (gate)
        {
            if (entry == server)
                return;
            server = entry;
            Write();
        }
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(checkout.StateFile);
        return ValueTask.CompletedTask;
    }

    private void Write()
    {
        // Moved into place whole, for a reader may look at any moment; a fresh file, for modes apply to new ones only.
        var unfinished = checkout.StateFile + ".unfinished";
        File.Delete(unfinished);
        using (var stream = new FileStream(unfinished, OwnerOnly()))
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            Write(json);
        File.Move(unfinished, checkout.StateFile, overwrite: true);
    }

    private static FileStreamOptions OwnerOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("processId", Environment.ProcessId);
        json.WriteString("startedAt", startedAt);
        if (server is not null)
            Write(json, server);
        json.WriteStartArray("databases");
        foreach (var target in databases.Where(database => database.UnavailableReason is null).Select(database => database.Target))
        {
            json.WriteStartObject();
            json.WriteString("name", target.Name);
            json.WriteString("engine", EngineName.Of(target.Engine));
            json.WriteString("connection", target.ConnectionString);
            json.WriteString("catalog", target.CatalogDirectory);
            if (target.SeederDirectory is { } seeders)
                json.WriteString("seeders", seeders);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ServerEntry server)
    {
        json.WriteStartObject("server");
        json.WriteString("url", server.Address.GetLeftPart(UriPartial.Authority));
        json.WriteString("token", server.Token);
        json.WriteEndObject();
    }
}
