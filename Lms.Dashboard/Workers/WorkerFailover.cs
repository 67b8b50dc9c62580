using Lms.Dashboard.Settings;

namespace Lms.Dashboard.Workers;

/// <summary>Carries requests to a worker; when nobody listens there, to the next one.</summary>
internal sealed class WorkerFailover : DelegatingHandler
{
    private const string ForwardedFor = "X-Forwarded-For";
    private readonly IReadOnlyList<Uri> workers;
    private readonly IHttpContextAccessor reader;
    private volatile int preferred;

    public WorkerFailover(DashboardSettings settings, IHttpContextAccessor reader)
        : base(NewHandler()) => (workers, this.reader) = (settings.Workers, reader);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.PathAndQuery;
        // For the audit of workers that trust this dashboard to say so.
        if (reader.HttpContext?.Connection.RemoteIpAddress is { } address)
            request.Headers.TryAddWithoutValidation(ForwardedFor, address.ToString());
        var first = preferred;
        for (var tried = 0; ; tried++)
        {
            var index = (first + tried) % workers.Count;
            request.RequestUri = new Uri(workers[index], path);
            try
            {
                var response = await base.SendAsync(request, cancellationToken);
                preferred = index;
                return response;
            }
            catch (HttpRequestException exception) when (NothingWasAsked(exception) && tried + 1 < workers.Count)
            {
                // Another one can be asked without anything being asked twice.
            }
        }
    }

    private static bool NothingWasAsked(HttpRequestException exception) =>
        exception.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError;

    private static SocketsHttpHandler NewHandler() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(3),
        // A token is not carried to where somebody else points.
        AllowAutoRedirect = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };
}
