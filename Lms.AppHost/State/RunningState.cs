using System.Text.Json;

namespace Lms.AppHost.State;

/// <summary>What runs, and how it is reached.</summary>
/// <param name="StartedAt">When the app host began to tell; its process started before.</param>
internal sealed record RunningState(DateTimeOffset StartedAt)
{
    /// <summary>Those that can be asked.</summary>
    public IReadOnlyList<RunningDatabase> Databases { get; init; } = [];

    /// <summary>Where workers that are healthy can be asked; none while there are none.</summary>
    public IReadOnlyList<Uri> Workers { get; init; } = [];

    /// <summary>A token that the workers know.</summary>
    public string Token { get; init; } = "";

    /// <summary>Where the dashboard is; null for nowhere.</summary>
    public Uri? Dashboard { get; init; }

    /// <summary>Where MongoDB's tools find the embedded documents; null for nowhere.</summary>
    public string? Mongo { get; init; }

    /// <summary>The same with a database that can be asked from now on.</summary>
    /// <param name="database">The database.</param>
    /// <param name="order">Names of all, in the order in which they are told.</param>
    public RunningState With(RunningDatabase database, IEnumerable<string> order) => this with
    {
        Databases =
        [
            .. order
                .Select(name => name == database.Name ? database : Databases.FirstOrDefault(other => other.Name == name))
                .OfType<RunningDatabase>(),
        ],
    };

    /// <summary>Writes the shape of <c>lms.json</c> with absolute paths, plus <c>processId</c>, <c>startedAt</c> and, for what there is of them,
    /// <c>"server": { "url", "token", "urls" }</c>, <c>"dashboard": { "url" }</c> and <c>"mongo": { "url" }</c>.</summary>
    public void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteNumber("processId", Environment.ProcessId);
        json.WriteString("startedAt", StartedAt);
        WriteServer(json);
        WriteUrl(json, "dashboard", Dashboard?.GetLeftPart(UriPartial.Authority));
        WriteUrl(json, "mongo", Mongo);
        json.WriteStartArray("databases");
        foreach (var database in Databases)
            database.Write(json);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteServer(Utf8JsonWriter json)
    {
        if (Workers.Count == 0)
            return;

        json.WriteStartObject("server");
        json.WriteString("url", Workers[0].GetLeftPart(UriPartial.Authority));
        json.WriteString("token", Token);
        json.WriteStartArray("urls");
        foreach (var worker in Workers)
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
