using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations.Worker.Runs;
using Lms.Migrations.Worker.Runs.Storage;
using Lms.Migrations.Worker.Windows;

namespace Lms.Migrations.Worker.Api;

/// <summary>Runs as the API tells them.</summary>
internal sealed class RunDocuments(WindowBook windows)
{
    public RunDocument Of(Run run) => new()
    {
        Id = run.Id,
        Request = run.Request,
        State = RunRow.Term(run.State),
        WaitsFor = WaitsFor(run),
        Actor = run.Actor,
        AskedAt = run.AskedAt,
        DueAt = run.DueAt,
        StartedAt = run.StartedAt,
        EndedAt = run.EndedAt,
        Worker = run.WorkerName,
        Attempts = run.Attempts,
        Plan = run.Plan is { } plan
            ? new RunPlanDocument(plan.Hash, plan.Direction.Wire(), [.. plan.Steps.Select(step => new StepReference(step.Version.ToString(), step.Name))])
            : run.State == RunState.WaitingForApproval ? new RunPlanDocument(run.ApprovalHash, Direction: null, []) : null,
        Approval = run.Approval,
        Cancellation = run.Cancellation,
        Result = run.Result,
        Error = run.Error,
        LastEvent = run.LastEvent,
    };

    public static string Event(StoredEvent stored) =>
        $$"""{"id":{{stored.Id}},"at":"{{stored.At.UtcDateTime:O}}","event":{{stored.Body}}}""";

    private string? WaitsFor(Run run) => run.State switch
    {
        RunState.WaitingForApproval => $"approval of plan {run.ApprovalHash[..12]} by somebody other than {run.Actor}",
        RunState.WaitingForWindow => windows.StateOf(run.Request.Database) is { IsOpen: false } closed ? closed.Reason : "a worker that takes it",
        RunState.Queued or RunState.Interrupted when run.DueAt > windows.Now => $"{run.DueAt:yyyy-MM-dd HH:mm:ss} UTC",
        RunState.Queued => "its turn",
        RunState.Interrupted => "a worker that goes on with it",
        RunState.Paused => "somebody who lets its backfill go on",
        _ => null,
    };
}
