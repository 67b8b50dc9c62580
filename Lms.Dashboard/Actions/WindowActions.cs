using Lms.Contracts.Windows;
using Lms.Dashboard.Text;
using Lms.Dashboard.Visits;

namespace Lms.Dashboard.Actions;

/// <summary>Add and remove windows and freezes.</summary>
internal static class WindowActions
{
    public const string AddWindow = "window";
    public const string AddFreeze = "freeze";
    public const string Remove = "remove";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/windows/add", AddWindowAsync).WithForm();
        app.MapPost("/windows/{id:long:min(1)}/remove", RemoveWindowAsync).WithForm();
        app.MapPost("/freezes", AddFreezeAsync).WithForm();
        app.MapPost("/freezes/{id:long:min(1)}/lift", LiftFreezeAsync).WithForm();
    }

    private static Task<IResult> AddWindowAsync(HttpContext context, FormAction action)
    {
        var fields = new Fields(context.Request.Form);
        return action.DoAsync(context, AddWindow, Paths.Windows, async (worker, _) =>
        {
            var window = await worker.AddWindowAsync(
                new NewWindowDocument(fields.Required("window", "When it is open"), fields.All("database"), fields.Text("reason")), CancellationToken.None);
            return new Done(Paths.Windows, $"The window '{window.Window}' was added.");
        });
    }

    private static Task<IResult> RemoveWindowAsync(long id, HttpContext context, FormAction action)
    {
        var fields = new Fields(context.Request.Form);
        return action.DoAsync(context, Remove, Paths.Windows, async (worker, _) =>
        {
            await worker.RemoveWindowAsync(id, fields.Text("reason"), CancellationToken.None);
            return new Done(Paths.Windows, $"Window {id} was removed.");
        });
    }

    private static Task<IResult> AddFreezeAsync(HttpContext context, FormAction action, Visit visit)
    {
        var fields = new Fields(context.Request.Form);
        return action.DoAsync(context, AddFreeze, Paths.Windows, async (worker, _) =>
        {
            var freeze = await worker.AddFreezeAsync(
                new NewFreezeDocument(fields.Required("reason", "A reason"), Span(fields, visit), fields.All("database")), CancellationToken.None);
            return new Done(Paths.Windows, $"Everything that '{freeze.Reason}' covers is frozen.");
        });
    }

    private static Task<IResult> LiftFreezeAsync(long id, HttpContext context, FormAction action)
    {
        var fields = new Fields(context.Request.Form);
        return action.DoAsync(context, Remove, Paths.Windows, async (worker, _) =>
        {
            await worker.RemoveFreezeAsync(id, fields.Text("reason"), CancellationToken.None);
            return new Done(Paths.Windows, $"Freeze {id} was lifted.");
        });
    }

    /// <summary>Null for one that begins now, and lasts until it is lifted.</summary>
    private static string? Span(Fields fields, Visit visit)
    {
        var from = fields.Time("from", "Its beginning", visit.Zone);
        var to = fields.Time("to", "Its end", visit.Zone);
        return from is null && to is null ? null : $"{UtcText.Of(from ?? visit.Now)}/{(to is { } end ? UtcText.Of(end) : "..")}";
    }
}
