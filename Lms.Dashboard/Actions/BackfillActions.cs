namespace Lms.Dashboard.Actions;

/// <summary>Steer backfills.</summary>
internal static class BackfillActions
{
    public const string Steer = "steer";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/databases/{database}/backfills/{id:long:min(1)}/{word:regex(^(pause|resume|cancel)$)}", SteerAsync).WithForm();

    private static Task<IResult> SteerAsync(string database, long id, string word, HttpContext context, FormAction action)
    {
        var fields = new Fields(context.Request.Form);
        return action.DoAsync(context, Steer, Paths.Backfill(database, id), async (worker, _) =>
        {
            await worker.SteerBackfillAsync(database, id, word, fields.Text("reason"), CancellationToken.None);
            return new Done(Paths.Backfill(database, id), word switch
            {
                "pause" => "The backfill pauses as soon as its lanes have ended their batches.",
                "resume" => "The backfill goes on.",
                _ => "The backfill is being cancelled; what it did stays.",
            });
        });
    }
}
