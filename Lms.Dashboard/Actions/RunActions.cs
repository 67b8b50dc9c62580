using Lms.Contracts.Runs;
using Lms.Dashboard.Text;
using Lms.Dashboard.Visits;

namespace Lms.Dashboard.Actions;

/// <summary>Ask for runs, and decide about them.</summary>
internal static class RunActions
{
    public const string Ask = "ask";
    public const string Cancel = "cancel";
    public const string Approve = "approve";
    public const string Reject = "reject";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/databases/{database}/runs", AskAsync).WithForm();
        app.MapPost("/runs/{id:guid}/cancel", CancelAsync).WithForm();
        app.MapPost("/runs/{id:guid}/approve", ApproveAsync).WithForm();
        app.MapPost("/runs/{id:guid}/reject", RejectAsync).WithForm();
    }

    private static Task<IResult> AskAsync(string database, HttpContext context, FormAction action, Visit visit)
    {
        var fields = new Fields(context.Request.Form);
        return action.DoAsync(context, Ask, fields.Text("back") ?? Paths.Plan(database), async (worker, _) =>
        {
            var run = await worker.StartRunAsync(Read(fields, database, visit.Zone), CancellationToken.None);
            return new Done(Paths.Run(run.Id), $"{Capital(run.Request.Kind)} of {database} was asked for.");
        });
    }

    private static Task<IResult> CancelAsync(Guid id, HttpContext context, FormAction action)
    {
        var fields = new Fields(context.Request.Form);
        return action.DoAsync(context, Cancel, Paths.Run(id), async (worker, _) =>
        {
            await worker.CancelRunAsync(id, fields.Text("reason"), CancellationToken.None);
            return new Done(Paths.Run(id), "The run is being stopped; what is under way is cleaned up first.");
        });
    }

    private static Task<IResult> ApproveAsync(Guid id, HttpContext context, FormAction action)
    {
        var fields = new Fields(context.Request.Form);
        return action.DoAsync(context, Approve, Paths.Run(id), async (worker, _) =>
        {
            await worker.ApproveRunAsync(id, fields.Required("planHash", "The plan that is approved"), fields.Text("reason"), CancellationToken.None);
            return new Done(Paths.Run(id), "The plan is approved.");
        });
    }

    private static Task<IResult> RejectAsync(Guid id, HttpContext context, FormAction action)
    {
        var fields = new Fields(context.Request.Form);
        return action.DoAsync(context, Reject, Paths.Run(id), async (worker, _) =>
        {
            await worker.RejectRunAsync(id, fields.Required("reason", "A reason"), CancellationToken.None);
            return new Done(Paths.Run(id), "The run was rejected, and is over.");
        });
    }

    private static RunRequestDocument Read(Fields fields, string database, TimeZoneInfo zone)
    {
        var kind = fields.Required("kind", "What to do");
        var overrides = fields.Flag("override");
        if (kind == RunKinds.Rollback || overrides)
            fields.RequireConfirmation(database);
        return new RunRequestDocument
        {
            // Sent twice, it is the same request.
            RequestId = $"dashboard:{fields.Required(FormAction.Submission, "The form's number")}",
            Database = database,
            Kind = kind,
            Reason = fields.Text("reason"),
            To = fields.Text("to"),
            Steps = fields.Number("steps", "How many to undo"),
            All = fields.Flag("all"),
            OutOfOrder = fields.Flag("outOfOrder"),
            When = When(fields, zone),
            OverrideWindow = overrides,
            PlanHash = fields.Text("planHash"),
        };
    }

    private static string When(Fields fields, TimeZoneInfo zone) => fields.Text("when") switch
    {
        "window" => "window",
        "at" => UtcText.Of(fields.Time("at", "The time to start", zone) ?? throw new RefusedActionException("The time to start is missing.")),
        _ => "now",
    };

    private static string Capital(string word) => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..];
}
