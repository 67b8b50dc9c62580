using Lms.Contracts.Client;
using Lms.Dashboard.Components;
using Lms.Dashboard.SignIn;
using Lms.Dashboard.Visits;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lms.Dashboard.Troubles;

/// <summary>Whatever keeps a page from being shown becomes a page that says so. A session whose token has ended ends with it.</summary>
internal sealed class TroubleMiddleware(RequestDelegate next, ILogger<TroubleMiddleware> logger)
{
    private static readonly Trouble OldForm = new(
        400, "The form was too old", "The form was sent from a page that was open for too long, or from somewhere else.", "Open the page again, and repeat it.");

    private static readonly Trouble Broken = new(
        500, "The dashboard broke", "A fault of the dashboard kept it from showing this page.", "Its log says what happened.");

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (context.Response is { HasStarted: false, StatusCode: >= 400, ContentType: null } && !LiveRequest.Is(context.Request))
                await ShowAsync(context, Trouble.Of(context.Response.StatusCode));
        }
        catch (ApiException exception) when (!context.Response.HasStarted)
        {
            await (exception.Status is StatusCodes.Status401Unauthorized ? EndSessionAsync(context) : ShowAsync(context, Trouble.Of(exception)));
        }
        catch (AntiforgeryValidationException) when (!context.Response.HasStarted)
        {
            await ShowAsync(context, OldForm);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await ShowAsync(context, Trouble.Of(exception.StatusCode));
        }
        catch (Exception exception) when (exception is ApiException || context.RequestAborted.IsCancellationRequested)
        {
            // Somebody has left, or a stream ended in its middle: the browser asks for it again.
            context.Abort();
        }
#pragma warning disable CA1031 // A request's boundary: the exception is told, and becomes an answer.
        catch (Exception exception) when (!context.Response.HasStarted)
#pragma warning restore CA1031
        {
            Log.RequestBroke(logger, exception, context.Request.Method, context.Request.Path);
            await ShowAsync(context, Broken);
        }
    }

    private static async Task EndSessionAsync(HttpContext context)
    {
        context.Response.Clear();
        await Sessions.EndAsync(context);
        var path = ReturnPath.SignIn("ended", HttpMethods.IsGet(context.Request.Method) ? context.Request.Path + context.Request.QueryString : null);
        if (!LiveRequest.Is(context.Request))
        {
            context.Response.Redirect(path);
            return;
        }

        // Not a redirection, which a script would follow without noticing.
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        context.Response.Headers.Location = path;
    }

    private static async Task ShowAsync(HttpContext context, Trouble trouble)
    {
        context.Response.Clear();
        context.Response.StatusCode = trouble.Status;
        if (trouble.IsPassing)
            context.Response.Headers.RetryAfter = "5";
        // What renders pages begins one page in a scope, and this is the second: the first came to nothing.
        var services = context.RequestServices;
        await using var scope = services.GetRequiredService<IServiceScopeFactory>().CreateAsyncScope();
        context.RequestServices = scope.ServiceProvider;
        try
        {
            await new RazorComponentResult<TroubleDocument>(new { Trouble = trouble }) { StatusCode = trouble.Status }.ExecuteAsync(context);
        }
        finally
        {
            context.RequestServices = services;
        }
    }
}
