using System.Text.Json;
using System.Text.Json.Serialization;
using Lms.Contracts.Access;
using Lms.Contracts.Backfills;
using Lms.Contracts.Dashboard;
using Lms.Contracts.Changes;
using Lms.Contracts.Databases;
using Lms.Contracts.Failures;
using Lms.Contracts.History;
using Lms.Contracts.Runs;
using Lms.Contracts.Windows;

namespace Lms.Contracts.Json;

/// <summary>How the contract's documents are written and read; generated, so that it survives trimming.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, AllowOutOfOrderMetadataProperties = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(DatabaseListDocument))]
[JsonSerializable(typeof(WorkerListDocument))]
[JsonSerializable(typeof(StatusDocument))]
[JsonSerializable(typeof(MigrationContentDocument))]
[JsonSerializable(typeof(PlanDocument))]
[JsonSerializable(typeof(ValidationDocument))]
[JsonSerializable(typeof(RepairDocument))]
[JsonSerializable(typeof(SeedStatusDocument))]
[JsonSerializable(typeof(HistoryDocument))]
[JsonSerializable(typeof(BackfillListDocument))]
[JsonSerializable(typeof(BackfillShowDocument))]
[JsonSerializable(typeof(ChunkListDocument))]
[JsonSerializable(typeof(ConflictListDocument))]
[JsonSerializable(typeof(BackfillPaceDocument))]
[JsonSerializable(typeof(RunRequestDocument))]
[JsonSerializable(typeof(RunDocument))]
[JsonSerializable(typeof(RunListDocument))]
[JsonSerializable(typeof(RunEvent))]
[JsonSerializable(typeof(RunEventDocument))]
[JsonSerializable(typeof(RunEventListDocument))]
[JsonSerializable(typeof(DecisionDocument))]
[JsonSerializable(typeof(ChangeDocument))]
[JsonSerializable(typeof(CalendarDocument))]
[JsonSerializable(typeof(OpeningsDocument))]
[JsonSerializable(typeof(WindowDocument))]
[JsonSerializable(typeof(FreezeDocument))]
[JsonSerializable(typeof(NewWindowDocument))]
[JsonSerializable(typeof(NewFreezeDocument))]
[JsonSerializable(typeof(IdentityDocument))]
[JsonSerializable(typeof(TokenListDocument))]
[JsonSerializable(typeof(NewTokenDocument))]
[JsonSerializable(typeof(CreatedTokenDocument))]
[JsonSerializable(typeof(AuditEntryDocument))]
[JsonSerializable(typeof(AuditPageDocument))]
[JsonSerializable(typeof(SignInLinkDocument))]
[JsonSerializable(typeof(Failure))]
public sealed partial class ContractJson : JsonSerializerContext;
