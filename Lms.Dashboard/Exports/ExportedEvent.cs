using System.Text.Json.Serialization;
using Lms.Contracts.History;

namespace Lms.Dashboard.Exports;

/// <summary>One line of an exported history.</summary>
/// <param name="Database">Whose.</param>
/// <param name="Event">What happened.</param>
internal sealed record ExportedEvent(string Database, EventDocument Event);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ExportedEvent))]
internal sealed partial class ExportJson : JsonSerializerContext;
