using System.Text.Json;
using System.Text.Json.Serialization;
using Lms.Contracts.Json;
using Lms.Contracts.Runs;

namespace Lms.Contracts.Client;

/// <summary>Reads events of a run, also those that a newer worker tells.</summary>
internal static class RunEventReader
{
    private const string StateChanged = "stateChanged";

    /// <exception cref="JsonException">It is no event, or one that must be understood and cannot be.</exception>
    public static RunEventDocument? Read(string message) =>
        JsonSerializer.Deserialize(message, RunEventJson.Default.ToldRunEvent) is { } told
            ? told.ToDocument()
            : null;

    /// <exception cref="JsonException">It is none, or one that must be understood and cannot be.</exception>
    public static RunEvent Read(JsonElement told)
    {
        var type = told.ValueKind == JsonValueKind.Object && told.TryGetProperty("type", out var name) ? name.ToString() : throw new JsonException("An event without a type.");
        try
        {
            return told.Deserialize(ContractJson.Default.RunEvent)!;
        }
        catch (JsonException) when (type != StateChanged)
        {
            // Progress that is not understood is not shown; a state that is not would leave its watchers waiting for ever.
            return new UnknownEvent(type);
        }
    }
}

/// <summary>An event of a run before anybody looked at what it is.</summary>
internal sealed record ToldRunEvent(long Id, DateTimeOffset At, JsonElement Event)
{
    public RunEventDocument ToDocument() => new(Id, At, RunEventReader.Read(Event));
}

/// <summary>Several of them.</summary>
internal sealed record ToldRunEventList(IReadOnlyList<ToldRunEvent> Events, bool IsOver)
{
    public RunEventListDocument ToDocument() => new([.. Events.Select(told => told.ToDocument())], IsOver);
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ToldRunEvent))]
[JsonSerializable(typeof(ToldRunEventList))]
internal sealed partial class RunEventJson : JsonSerializerContext;
