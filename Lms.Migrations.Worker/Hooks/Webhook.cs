using System.Text.Json;
using System.Text.Json.Serialization;
using Lms.Contracts.Mapping;
using Lms.Migrations.Failures;
using Lms.Migrations.Policies;
using Lms.ServiceDefaults.Secrets;

namespace Lms.Migrations.Worker.Hooks;

/// <summary>Calls an address before or after a run; it must answer with a status of 200–299. What else it answers is not read.</summary>
internal sealed class Webhook(string name, HookMoment moment, Uri url, IHttpClientFactory http, SecretRedactor secrets)
{
    public async Task<string?> RunAsync(HookContext context, CancellationToken cancellationToken)
    {
        using var client = http.CreateClient(HookFactory.HttpClientName);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = JsonContent.Create(Call(context), HookJson.Default.HookCall) };
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode
                ? $"{url.Host} answered {(int)response.StatusCode}"
                : throw new HookFailedException(name, secrets.Redact($"'{name}' ({url.Host}) answered {(int)response.StatusCode} {response.ReasonPhrase}."));
        }
        catch (HttpRequestException exception)
        {
            throw new HookFailedException(name, secrets.Redact($"'{name}' ({url.Host}) cannot be called: {exception.Message}."), exception);
        }
    }

    private HookCall Call(HookContext context) => new(
        moment.Wire(), context.Plan.Database, context.Run.RunId, context.Plan.Direction.Wire(), [.. context.Plan.Steps.Select(step => step.Migration.Id)],
        context.Run.Actor, context.Run.Reason, moment == HookMoment.After ? HookVariables.OutcomeOf(context.Failure) : null);
}

/// <summary>What the address is told.</summary>
internal sealed record HookCall(
    string Moment, string Database, Guid RunId, string Direction, IReadOnlyList<string> Migrations, string Actor, string? Reason, string? Outcome);

/// <summary>How it is written.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(HookCall))]
internal sealed partial class HookJson : JsonSerializerContext;
