using System.Text.Json;
using Lms.AppHost.Embedded.Databases;
using Lms.AppHost.Embedded.Output;
using Lms.AppHost.Embedded.Resources;
using Lms.Contracts.Mapping;

namespace Lms.AppHost.Embedded.State;

/// <summary>Tells <c>./lms</c> what runs: <c>.lms/running.json</c>, there for as long as the databases do.</summary>
/// <remarks>It has the shape of <c>lms.json</c> with absolute paths, plus <c>processId</c>, <c>startedAt</c>, while a worker is healthy
/// <c>"server": { "url", "token", "urls" }</c>, while the dashboard is <c>"dashboard": { "url" }</c>, and <c>"mongo": { "url" }</c>. A database that the server cannot have
/// does not stand in it. It holds secrets, so only its owner can read it.</remarks>
internal sealed class RunningStateFile(Checkout checkout, IReadOnlyList<HostedDatabase> databases, Screen screen, TimeProvider time) : IResource
{
    private readonly Lock gate = new();
    private readonly DateTimeOffset startedAt = time.GetUtcNow();
    private IReadOnlyList<Uri> workers = [];
    private string token = "";
    private Uri? dashboard;
    private string? mongo;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lock (gate)
            Write();
        return Task.CompletedTask;
    }

    /// <summary>Tells where workers can be asked from now on.</summary>
    /// <param name="addresses">Of those that are healthy.</param>
    /// <param name="knownToken">The token that they know.</param>
    public void AnnounceServer(IReadOnlyList<Uri> addresses, string knownToken) =>
        Announce(() => (workers, token) = (addresses, knownToken), "the workers are");

    /// <summary>Tells where the dashboard is from now on; null for nowhere.</summary>
    public void AnnounceDashboard(Uri? address) => Announce(() => dashboard = address, "the dashboard is");

    /// <summary>Tells where MongoDB's tools find the documents from now on; null for nowhere.</summary>
    public void AnnounceMongo(string? url) => Announce(() => mongo = url, "the MongoDB endpoint is");

    public ValueTask DisposeAsync()
    {
        File.Delete(checkout.StateFile);
        return ValueTask.CompletedTask;
    }

    private void Announce(Action change, string what)
    {
        lock (gate)
        {
            change();
            try
            {
                Write();
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                screen.Notice($"The commands are not told where {what}: {fault.Message}");
            }
        }
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
        WriteServer(json);
        WriteUrl(json, "dashboard", dashboard?.GetLeftPart(UriPartial.Authority));
        WriteUrl(json, "mongo", mongo);
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

    private void WriteServer(Utf8JsonWriter json)
    {
        if (workers.Count == 0)
            return;

        json.WriteStartObject("server");
        json.WriteString("url", workers[0].GetLeftPart(UriPartial.Authority));
        json.WriteString("token", token);
        json.WriteStartArray("urls");
        foreach (var worker in workers)
            json.WriteStringValue(worker.GetLeftPart(UriPartial.Authority));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteUrl(Utf8JsonWriter json, string name, string? url)
    {
        if (url is null)
            return;

        json.WriteStartObject(name);
        json.WriteString("url", url);
        json.WriteEndObject();
    }
}
