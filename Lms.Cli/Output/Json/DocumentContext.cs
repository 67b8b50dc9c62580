using System.Text.Json.Serialization;
using Lms.Contracts.Access;
using Lms.Contracts.Backfills;
using Lms.Contracts.Dashboard;
using Lms.Contracts.Databases;
using Lms.Contracts.History;
using Lms.Contracts.Runs;
using Lms.Contracts.Windows;

namespace Lms.Cli.Output.Json;

/// <summary>How documents are written: generated, for reflection costs start-up time and does not survive trimming.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(NewFileDocument))]
[JsonSerializable(typeof(Document<StatusDocument>))]
[JsonSerializable(typeof(Document<RunReportDocument>))]
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
[JsonSerializable(typeof(Document<DetachedDocument>))]
[JsonSerializable(typeof(RunListDocument))]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(CalendarDocument))]
[JsonSerializable(typeof(WindowDocument))]
[JsonSerializable(typeof(FreezeDocument))]
[JsonSerializable(typeof(RemovedDocument))]
[JsonSerializable(typeof(CreatedTokenDocument))]
[JsonSerializable(typeof(TokenListDocument))]
[JsonSerializable(typeof(RevokedDocument))]
[JsonSerializable(typeof(AuditPageDocument))]
[JsonSerializable(typeof(ExportedDocument))]
[JsonSerializable(typeof(WorkerListDocument))]
[JsonSerializable(typeof(IdentityDocument))]
[JsonSerializable(typeof(SignInLinkDocument))]
internal sealed partial class DocumentContext : JsonSerializerContext;
