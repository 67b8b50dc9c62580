using System.Text.Json;
using Lms.Contracts.Json;
using Lms.Contracts.Runs;

namespace Lms.Migrations.Worker.Runs.Storage;

/// <summary>Events as text.</summary>
internal static class RunEventText
{
    public static string Of(RunEvent happened) => JsonSerializer.Serialize(happened, ContractJson.Default.RunEvent);

    /// <summary>What the contract calls its kind: <c>StepStartedEvent</c> is <c>stepStarted</c>.</summary>
    public static string TypeOf(RunEvent happened)
    {
        var name = happened.GetType().Name[..^"Event".Length];
        return string.Concat(char.ToLowerInvariant(name[0]).ToString(), name.AsSpan(1));
    }

    public static RunEventDocument ToDocument(this StoredEvent stored) => new(
        stored.Id, stored.At,
        JsonSerializer.Deserialize(stored.Body, ContractJson.Default.RunEvent) ?? throw new FormatException($"Event {stored.Id} has no body."));
}
