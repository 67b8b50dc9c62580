using System.Text.Json;
using Lms.AppHost.Databases;
using Lms.AppHost.Resources;
using Lms.Migrations;

namespace Lms.AppHost.State;

/// <summary>Tells <c>./lms</c> which databases run: <c>.lms/running.json</c>, there for as long as they do.</summary>
/// <remarks>It has the shape of <c>lms.json</c> with absolute paths, plus <c>processId</c> and <c>startedAt</c>. A database that the
/// server cannot have does not stand in it. It holds a password, so only its owner can read it.</remarks>
internal sealed class RunningStateFile(Checkout checkout, IReadOnlyList<HostedDatabase> databases, TimeProvider time) : IResource
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        // Moved into place whole, for a reader may look at any moment; a fresh file, for modes apply to new ones only.
        var unfinished = checkout.StateFile + ".unfinished";
        File.Delete(unfinished);
        await using (var stream = new FileStream(unfinished, OwnerOnly()))
        await using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            Write(json);
        File.Move(unfinished, checkout.StateFile, overwrite: true);
    }

    public ValueTask DisposeAsync()
    {
        File.Delete(checkout.StateFile);
        return ValueTask.CompletedTask;
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
        json.WriteString("startedAt", time.GetUtcNow());
        json.WriteStartArray("databases");
        foreach (var target in databases.Where(database => database.UnavailableReason is null).Select(database => database.Target))
        {
            json.WriteStartObject();
            json.WriteString("name", target.Name);
            json.WriteString("engine", target.Engine == DatabaseEngine.MongoDb ? "mongodb" : "postgresql");
            json.WriteString("connection", target.ConnectionString);
            json.WriteString("catalog", target.CatalogDirectory);
            if (target.SeederDirectory is { } seeders)
                json.WriteString("seeders", seeders);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
