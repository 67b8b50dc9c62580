using System.Globalization;
using System.Text;
using Lms.Contracts.Client;
using Lms.Contracts.Databases;
using Lms.Contracts.Runs;

namespace Lms.AppHost.Aspire.Commands;

/// <summary>Asks a worker, and says how it answered.</summary>
/// <param name="worker">Where the workers are reached, whichever of them answers.</param>
/// <param name="dashboard">Where runs can be watched.</param>
/// <param name="token">What to show them.</param>
internal sealed class WorkerRequests(EndpointReference worker, EndpointReference dashboard, ParameterResource token)
{
    private const string Reason = "asked for from the Aspire dashboard";

    public Task<ExecuteCommandResult> SignInAsync(CancellationToken cancellationToken) => AnsweredAsync(async () =>
    {
        using var client = new DashboardClient(await AddressAsync(dashboard, cancellationToken), await TokenAsync(cancellationToken));
        var link = await client.CreateLinkAsync(cancellationToken);
        return CommandResults.Success(
            "This link signs you in, once.", $"[{link.Url}]({link.Url})", CommandResultFormat.Markdown, displayImmediately: true);
    });

    public Task<ExecuteCommandResult> PlanAsync(string database, CancellationToken cancellationToken) => AnsweredAsync(async () =>
    {
        using var client = await ClientAsync(cancellationToken);
        var plan = await client.GetPlanAsync(database, new PlanQuery(), cancellationToken);
        return CommandResults.Success($"The plan of {database}", Describe(plan), CommandResultFormat.Markdown, displayImmediately: true);
    });

    public Task<ExecuteCommandResult> StartAsync(string kind, string database, CancellationToken cancellationToken) => AnsweredAsync(async () =>
    {
        using var client = await ClientAsync(cancellationToken);
        var request = new RunRequestDocument { RequestId = Guid.NewGuid().ToString(), Database = database, Kind = kind, Reason = Reason };
        var run = await client.StartRunAsync(request, cancellationToken);
        var page = new Uri(await AddressAsync(dashboard, cancellationToken), $"runs/{run.Id}");
        return CommandResults.Success($"Run {run.Id} of {database} is {run.State}.", $"[Watch it]({page})", CommandResultFormat.Markdown);
    });

    private static string Describe(PlanDocument plan)
    {
        var text = new StringBuilder();
        foreach (var refusal in plan.Refusals)
            text.Append(CultureInfo.InvariantCulture, $"- **{refusal.Message}** {refusal.WayOut}\n");
        foreach (var step in plan.Steps)
            text.Append(CultureInfo.InvariantCulture, $"1. {step.Version} {step.Name}\n");
        return text.Length > 0 ? text.ToString() : "Nothing is pending.";
    }

    private static async Task<ExecuteCommandResult> AnsweredAsync(Func<Task<ExecuteCommandResult>> ask)
    {
        try
        {
            return await ask();
        }
        catch (ApiException fault)
        {
            return CommandResults.Failure(fault.Message);
        }
    }

    private async Task<LmsClient> ClientAsync(CancellationToken cancellationToken) =>
        new(await AddressAsync(worker, cancellationToken), await TokenAsync(cancellationToken));

    private static async Task<Uri> AddressAsync(EndpointReference endpoint, CancellationToken cancellationToken) =>
        new(await endpoint.GetValueAsync(cancellationToken) ?? throw new InvalidOperationException($"{endpoint.Resource.Name} has no address yet."));

    private async Task<string> TokenAsync(CancellationToken cancellationToken) =>
        await token.GetValueAsync(cancellationToken) ?? throw new InvalidOperationException("The workers' token has no value.");
}
