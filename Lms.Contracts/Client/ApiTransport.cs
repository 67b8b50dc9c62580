using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Lms.Contracts.Failures;
using Lms.Contracts.Json;

namespace Lms.Contracts.Client;

/// <summary>Sends requests and turns whatever is no success into an <see cref="ApiException"/>.</summary>
internal sealed class ApiTransport(HttpClient http, Uri server, TimeProvider time)
{
    // Until an answer begins, and between its parts.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    public async Task<T> SendAsync<T>(HttpRequestMessage request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(request, Patience, cancellationToken).ConfigureAwait(false);
        try
        {
            await using var body = await ReadAsync(response, Patience, cancellationToken).ConfigureAwait(false);
            return await JsonSerializer.DeserializeAsync(body, type, cancellationToken).ConfigureAwait(false) ?? throw Unreadable(response, cause: null);
        }
        catch (JsonException exception)
        {
            throw Unreadable(response, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw BrokenOff(exception);
        }
    }

    public async Task DeleteAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(new HttpRequestMessage(HttpMethod.Delete, path), Patience, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The lines of an answer, as they come.</summary>
    public async IAsyncEnumerable<string> ReadLinesAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await OpenAsync(new HttpRequestMessage(HttpMethod.Get, path), Patience, cancellationToken).ConfigureAwait(false);
        using var reader = new StreamReader(await ReadAsync(response, Patience, cancellationToken).ConfigureAwait(false));
        while (await TryReadLineAsync(reader, cancellationToken).ConfigureAwait(false) is { } line)
            yield return line;
    }

    /// <summary>Sends a request; the answer is a success, and its body is still to be read.</summary>
    /// <param name="request">The request; it is disposed of.</param>
    /// <param name="patience">How long the answer may take to begin.</param>
    /// <param name="cancellationToken">Stops waiting for that.</param>
    /// <exception cref="ApiException">It is none, or there is none.</exception>
    public async Task<HttpResponseMessage> OpenAsync(HttpRequestMessage request, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var _ = request;
        using var bound = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellationToken);
        try
        {
            var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return response;

            using (response)
                throw await ReadFailureAsync(response, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // Also thrown by what carries the requests, which has a bound of its own for connecting.
            throw Unreachable(
                bound.IsCancellationRequested ? $"it did not answer within {patience.TotalSeconds:0} s" : "no connection came about in time", exception);
        }
        catch (HttpRequestException exception)
        {
            throw Unreachable(Innermost(exception), exception);
        }
    }

    /// <summary>The body of an answer; reading it fails when nothing is heard for too long.</summary>
    public async Task<ImpatientStream> ReadAsync(HttpResponseMessage response, TimeSpan longestSilence, CancellationToken cancellationToken) =>
        new(await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), longestSilence, time);

    /// <summary>No worker, for a reason that goes into the middle of a sentence.</summary>
    public ApiException Unreachable(string why, Exception? cause) => new(
        new Failure
        {
            Kind = "unavailable",
            ExitCode = 3,
            Message = $"No worker answers at {server}: {why.TrimEnd('.')}.",
            Cause = "workerUnreachable",
            WayOut = "Check that it runs and that the address is right; runs that were asked for go on without anybody watching.",
        },
        status: null, cause);

    /// <summary>A proxy's page, or something else that listens at that address.</summary>
    public ApiException Unreadable(HttpResponseMessage response, Exception? cause) => new(
        new Failure
        {
            Kind = "unavailable",
            ExitCode = 3,
            Message = $"What answers at {server} does not speak as a worker does: {(int)response.StatusCode} {response.ReasonPhrase}.",
            Cause = "workerUnreachable",
            WayOut = "Check the address: is it a worker of this version, and is nothing in between that answers for it?",
        },
        (int)response.StatusCode, cause);

    private async Task<string?> TryReadLineAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw BrokenOff(exception);
        }
    }

    private async Task<ApiException> ReadFailureAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if ((int)response.StatusCode is >= 300 and < 400 && response.Headers.Location is { } location)
            return SentElsewhere(response, location);

        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            using var problem = await JsonDocument.ParseAsync(body, default, cancellationToken).ConfigureAwait(false);
            return problem.RootElement.ValueKind == JsonValueKind.Object
                && problem.RootElement.TryGetProperty("failure", out var element)
                && element.Deserialize(ContractJson.Default.Failure) is { } failure
                    ? new ApiException(failure, (int)response.StatusCode)
                    : Unreadable(response, cause: null);
        }
        catch (Exception exception) when (exception is JsonException or HttpRequestException or IOException)
        {
            return Unreadable(response, exception);
        }
    }

    // Not followed: the token would be left behind, and a change would arrive as a question.
    private ApiException SentElsewhere(HttpResponseMessage response, Uri location) => new(
        new Failure
        {
            Kind = "unavailable",
            ExitCode = 3,
            Message = $"What answers at {server} is no worker, and sends elsewhere: {(int)response.StatusCode} to {new Uri(http.BaseAddress!, location).AbsoluteUri}.",
            Cause = "workerUnreachable",
            WayOut = "Give the address of the worker itself: a token is not carried from one to another.",
        },
        (int)response.StatusCode);

    private ApiException BrokenOff(Exception exception) => Unreachable($"it broke off in the middle of its answer: {Innermost(exception)}", exception);

    // A cancellation says nothing but that somebody lost patience, which whoever did says better.
    private static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner and not OperationCanceledException)
            exception = inner;
        return exception.Message;
    }
}
