using System.Text.Json;
using Lms.Contracts.Json;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;

namespace Lms.Migrations.Worker.Coordination;

/// <summary>Asks for a run.</summary>
/// <param name="Request">The document as JSON: workers of two versions understand each other as their clients do.</param>
/// <param name="Actor">Who asks.</param>
/// <param name="TraceParent">The trace that the request is part of; null for none.</param>
[GenerateSerializer, Immutable, Alias("lms.coordinator.start")]
internal sealed record StartMessage(string Request, string Actor, string? TraceParent)
{
    public static StartMessage Of(RunRequest request, Caller caller, string? traceParent) =>
        new(JsonSerializer.Serialize(request.Document, ContractJson.Default.RunRequestDocument), caller.Actor, traceParent);

    public RunRequest ReadRequest() => RunRequest.Read(JsonSerializer.Deserialize(Request, ContractJson.Default.RunRequestDocument)!);
}

/// <summary>Asks for a run to be stopped.</summary>
[GenerateSerializer, Immutable, Alias("lms.coordinator.cancel")]
internal sealed record CancelMessage(Guid Run, string? Reason, string Actor);

/// <summary>Says yes to a plan.</summary>
[GenerateSerializer, Immutable, Alias("lms.coordinator.approve")]
internal sealed record ApproveMessage(Guid Run, string PlanHash, string? Reason, string Actor);

/// <summary>Says no to it.</summary>
[GenerateSerializer, Immutable, Alias("lms.coordinator.reject")]
internal sealed record RejectMessage(Guid Run, string Reason, string Actor);

/// <summary>What became of it. The run itself is read where it is kept, so that nobody is told how it stood a moment ago.</summary>
/// <param name="Run">The run; of no meaning with a fault.</param>
/// <param name="Fault">Why not; null where it was done.</param>
[GenerateSerializer, Immutable, Alias("lms.coordinator.reply")]
internal sealed record CoordinatorReply(Guid Run, CoordinatorFault? Fault);

/// <summary>An event of a run as it is told from silo to silo.</summary>
[GenerateSerializer, Immutable, Alias("lms.coordinator.told")]
internal sealed record ToldEvent(long Id, DateTimeOffset At, string Type, string Body)
{
    public static ToldEvent Of(StoredEvent happened) => new(happened.Id, happened.At, happened.Type, happened.Body);

    public StoredEvent ToStored() => new(Id, At, Type, Body);
}
