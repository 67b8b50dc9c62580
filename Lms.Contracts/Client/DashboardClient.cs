using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Lms.Contracts.Dashboard;
using Lms.Contracts.Failures;
using Lms.Contracts.Json;

namespace Lms.Contracts.Client;

/// <summary>Asks a dashboard for what programs ask of it. Safe for concurrent use.</summary>
public sealed class DashboardClient : IDisposable
{
    private const string Unreachable = "dashboardUnreachable";

    // What the lms command exits with.
    private const int UnavailableCode = 3;
    private const int RefusedCode = 5;

    // It asks a worker in between, and when that one is away the next.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Uri dashboard;
    private readonly HttpClient http;

    /// <param name="dashboard">The dashboard's address: <c>http://127.0.0.1:5170</c>.</param>
    /// <param name="token">The token to show, as a worker knows it.</param>
    /// <param name="handler">What carries the requests; null for sockets.</param>
    public DashboardClient(Uri dashboard, string token, HttpMessageHandler? handler = null)
    {
        this.dashboard = dashboard;
        http = new HttpClient(handler ?? NewHandler(), disposeHandler: handler is null)
        {
            BaseAddress = new Uri(dashboard.AbsoluteUri.TrimEnd('/') + '/'),
            Timeout = Patience,
        };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    /// <summary>Makes a link that signs whoever opens it in with the token, once.</summary>
    /// <exception cref="ApiException">The dashboard refuses, cannot, or does not answer.</exception>
    public async Task<SignInLinkDocument> CreateLinkAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.PostAsync(new Uri("sign-in/links", UriKind.Relative), content: null, cancellationToken).ConfigureAwait(false);
            if (response.StatusCode != HttpStatusCode.Created)
                throw Refused(response.StatusCode);
            var link = await response.Content.ReadFromJsonAsync(ContractJson.Default.SignInLinkDocument, cancellationToken).ConfigureAwait(false);
            // Whoever answers decides what stands on somebody's terminal.
            return Uri.TryCreate(link?.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
                ? link! with { Url = url.AbsoluteUri }
                : throw NoDashboard(response.StatusCode);
        }
        catch (JsonException exception)
        {
            throw NoDashboard(HttpStatusCode.Created, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Silent($"nothing came within {Patience.TotalSeconds:0} s", exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw Silent((exception.InnerException ?? exception).Message.TrimEnd('.'), exception);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private static SocketsHttpHandler NewHandler() => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // The token is meant for whoever was named.
        AllowAutoRedirect = false,
    };

    private ApiException Refused(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => Failed(
            "unauthorized", cause: null, $"The dashboard at {dashboard} refuses the token: it is not known, has expired or was revoked.",
            "Ask an admin for a token ('lms token create'); the one of an app host is good for one start of it.", status),
        HttpStatusCode.TooManyRequests => Failed(
            "unavailable", Unreachable, $"The dashboard at {dashboard} was asked for too many links.", "Wait a minute, and try again.", status),
        HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => Failed(
            "unavailable", "workerUnreachable", $"The dashboard at {dashboard} finds no worker that answers.",
            "Try again as soon as one does; its log says whom it asks.", status),
        _ => NoDashboard(status),
    };

    private ApiException NoDashboard(HttpStatusCode status, Exception? inner = null) => Failed(
        "unavailable", Unreachable, $"What answers at {dashboard} is no dashboard: {(int)status} {status}.",
        "Check the address: is it a dashboard of this version, and is nothing in between that answers for it?", status, inner);

    private ApiException Silent(string why, Exception inner) => Failed(
        "unavailable", Unreachable, $"No dashboard answers at {dashboard}: {why}.", "Check that it runs and that the address is right.", status: null, inner);

    private static ApiException Failed(
        string kind, string? cause, string message, string wayOut, HttpStatusCode? status, Exception? inner = null) => new(
        new Failure
        {
            Kind = kind,
            ExitCode = kind == "unauthorized" ? RefusedCode : UnavailableCode,
            Message = message,
            Cause = cause,
            WayOut = wayOut,
        },
        (int?)status, inner);
}
