using System.Diagnostics;
using Lms.Migrations.Worker.Runs;

namespace Lms.Migrations.Worker.Execution;

/// <summary>The span of one attempt, part of the trace that the request for the run began: all attempts are one trace.</summary>
internal sealed class RunTrace : IDisposable
{
    /// <summary>The name of the source: <c>Lms.Migrations.Worker</c>.</summary>
    public const string SourceName = "Lms.Migrations.Worker";

    private static readonly ActivitySource Source = new(SourceName);
    private readonly Activity? activity;

    private RunTrace(Activity? activity) => this.activity = activity;

    /// <summary>What the trace of a run begins with that no request asked for.</summary>
    public static Activity? BeginRequest(string database) => Source.StartActivity("lms.run.request", ActivityKind.Producer)?.SetTag("lms.database", database);

    /// <summary>The worker is at work on the run.</summary>
    public static RunTrace Begin(Run run, WorkerIdentity identity) => Begin("lms.run.attempt", run, identity);

    /// <summary>The worker lends its lanes to a backfill of the run, which another is at work on.</summary>
    public static RunTrace BeginLending(Run run, WorkerIdentity identity) => Begin("lms.run.lending", run, identity);

    private static RunTrace Begin(string name, Run run, WorkerIdentity identity)
    {
        var parent = ActivityContext.TryParse(run.TraceParent, traceState: null, isRemote: true, out var known) ? known : default;
        return new RunTrace(Source.StartActivity(name, ActivityKind.Consumer, parent)?
            .SetTag("lms.run.id", run.Id.ToString())
            .SetTag("lms.database", run.Request.Database)
            .SetTag("lms.run.kind", run.Request.Kind)
            .SetTag("lms.run.attempt", run.Attempts)
            .SetTag("lms.actor", run.Actor)
            .SetTag("lms.worker", identity.Name));
    }

    public void Fail(Exception exception) => activity?.SetTag("error.type", exception.GetType().FullName);

    public void End(RunEnding ending)
    {
        activity?.SetTag("lms.run.state", ending.State.ToString());
        if (ending.State == RunState.Failed)
            activity?.SetStatus(ActivityStatusCode.Error, ending.Reason);
    }

    public void Dispose() => activity?.Dispose();
}
