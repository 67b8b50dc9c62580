using System.Text.Json.Serialization;

namespace Lms.Cli.Output.Json;

/// <summary>How documents are written: generated, for reflection costs start-up time and does not survive trimming.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(NewFileDocument))]
[JsonSerializable(typeof(Document<StatusDocument>))]
[JsonSerializable(typeof(Document<RunDocument>))]
[JsonSerializable(typeof(Document<PlanDocument>))]
[JsonSerializable(typeof(Document<HistoryDocument>))]
[JsonSerializable(typeof(Document<ValidationDocument>))]
[JsonSerializable(typeof(Document<RepairDocument>))]
[JsonSerializable(typeof(Document<BaselineDocument>))]
[JsonSerializable(typeof(Document<MarkDocument>))]
[JsonSerializable(typeof(Document<BackfillListDocument>))]
[JsonSerializable(typeof(Document<BackfillShowDocument>))]
[JsonSerializable(typeof(Document<ChunkListDocument>))]
[JsonSerializable(typeof(Document<ConflictListDocument>))]
[JsonSerializable(typeof(Document<SeedDocument>))]
[JsonSerializable(typeof(Document<SeedStatusDocument>))]
internal sealed partial class DocumentContext : JsonSerializerContext;
