using System.CommandLine;
using Lms.Cli.Databases;
using Lms.Cli.Databases.Remote;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Cli.Output.Views.Server;
using Lms.Contracts.Client;
using Lms.Contracts.Mapping;
using Lms.Contracts.Runs;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;

namespace Lms.Cli.Commands.Server;

/// <summary><c>lms run approve</c>: lets a run begin that somebody else asked for, and exactly the plan that was looked at.</summary>
internal static class RunApproveCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var id = RunId.Argument();
        var planHash = new Option<string?>("--plan-hash")
        {
            HelpName = "H", CustomParser = PlanHashArgument.Parse, Description = "The plan that you have looked at; without it, it is shown, and you are asked.",
        };
        var command = new Command("approve", "Approve a run that somebody else asked for; shows its plan and asks.") { id, planHash };
        boundary.Bind(command, (session, parsed, cancellationToken) =>
            RunAsync(session, parsed.GetValue(id)!, parsed.GetResult(planHash) is null ? null : parsed.GetValue(planHash), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, string id, string? seen, CancellationToken cancellationToken)
    {
        var worker = session.RequireWorker();
        var client = worker.Client;
        if (seen is null)
            Confirmation.RequireSomebody(session, "shows the plan and asks", "give the plan that was looked at with --plan-hash, or add --yes");

        var run = await RunId.FindAsync(client, id, cancellationToken);
        var hash = run is not { State: RunStates.WaitingForApproval, Plan.Hash: var current } ? seen ?? ""
            : seen is null ? await LookAsync(session, client, run, cancellationToken)
            : Whole(current, seen);
        var approved = await worker.ChangeAsync((_, token) => client.ApproveRunAsync(run.Id, hash, worker.Reason, token), cancellationToken);
        return session.Answer(approved, DocumentContext.Default.RunDocument, canvas => RunDecisionView.DrawApproved(canvas, approved));
    }

    private static string Whole(string current, string seen)
    {
        ShownPlan.Require(current, seen);
        return current;
    }

    /// <summary>Shows what is to be approved, and asks. Returns its hash.</summary>
    private static async Task<string> LookAsync(Session session, LmsClient client, RunDocument run, CancellationToken cancellationToken)
    {
        var shown = run.Request.Kind is RunKinds.Migrate or RunKinds.Rollback ? await PlanOfAsync(client, run, cancellationToken) : null;
        if (!session.Settings.IsJson)
        {
            RunDecisionView.DrawRequest(session.Terminal.OutCanvas, run);
            if (shown is not null)
                PlanView.Draw(session.Terminal.OutCanvas, shown);
        }

        await Confirmation.AskAsync(session, $"Approve run {HumanText.ShortId(run.Id)}?", cancellationToken);
        return run.Plan!.Hash;
    }

    /// <exception cref="RefusedException">What would run now is no longer what the run was asked for.</exception>
    private static async Task<ShownPlan> PlanOfAsync(LmsClient client, RunDocument run, CancellationToken cancellationToken)
    {
        var plan = await client.GetPlanAsync(run.Request.Database, run.Request.ToPlanQuery(), cancellationToken);
        if (plan.Hash != run.Plan!.Hash)
        {
            throw new RefusedException([new Refusal(
                RefusalKind.PlanChanged, null, $"The plan of run {run.Id} is {run.Plan.Hash}; what would run now is {plan.Hash}.",
                "Reject it and have it asked for again; or, if you have looked at that plan, approve it with --plan-hash.")]);
        }

        var lasting = plan.Of(run.Request);
        return new ShownPlan(lasting.ToPlan(), lasting);
    }
}
