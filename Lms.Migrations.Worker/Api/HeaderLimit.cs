namespace Lms.Migrations.Worker.Api;

/// <summary>Turns away requests whose headers are out of all proportion, with an answer that says so.</summary>
internal sealed class HeaderLimit(RequestDelegate next)
{
    /// <summary>Characters of all headers together.</summary>
    public const int Most = 32 * 1024;

    public Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        var size = request.Path.Value!.Length + request.QueryString.Value!.Length;
        foreach (var (name, values) in request.Headers)
            size += name.Length + values.Sum(value => value?.Length ?? 0);
        if (size <= Most)
            return next(context);

        context.Response.StatusCode = StatusCodes.Status431RequestHeaderFieldsTooLarge;
        return Task.CompletedTask;
    }
}
