using System.CommandLine;
using Lms.Cli.Output;
using Lms.Cli.Output.Views;
using Lms.Migrations;
using Lms.Migrations.Backfills;
using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;

namespace Lms.Cli.Commands;

/// <summary><c>lms rollback</c> and <c>lms rollbackAll</c>: undo applied migrations, newest first.</summary>
internal static class RollbackCommand
{
    public static Command Create(CommandBoundary boundary)
    {
        var steps = new Option<int>("--steps")
        {
            HelpName = "N", CustomParser = CountArgument.Parse, DefaultValueFactory = _ => 1, Description = "How many to undo.",
        };
        var to = new Option<MigrationVersion?>("--to")
        {
            HelpName = "VERSION", CustomParser = VersionArgument.Parse, Description = "Undo everything newer than this one, which stays applied.",
        };
        var all = new Option<bool>("--all") { Description = "Undo everything; asks first." };
        var dryRun = DryRun();
        var pace = new BackfillPaceOptions();
        var command = new Command("rollback", "Undo applied migrations, newest first; without an option the last one.") { steps, to, all, dryRun };
        foreach (var option in pace.All)
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            Option[] choices = [steps, to, all];
            if (choices.Count(option => result.GetResult(option) is { Implicit: false }) > 1)
                result.AddError("Give one of --steps, --to and --all.");
        });
        boundary.Bind(command, (session, parsed, cancellationToken) =>
        {
            RollbackRequest request = parsed.GetValue(all) ? new RollbackRequest.All()
                : parsed.GetValue(to) is { } version ? new RollbackRequest.DownTo(version)
                : new RollbackRequest.Last(parsed.GetValue(steps));
            return RunAsync(session, request, pace.Read(parsed), parsed.GetValue(dryRun), cancellationToken);
        });
        return command;
    }

    public static Command CreateAll(CommandBoundary boundary)
    {
        var dryRun = DryRun();
        var pace = new BackfillPaceOptions();
        var command = new Command("rollbackAll", "The same as 'rollback --all'.") { dryRun };
        foreach (var option in pace.All)
            command.Options.Add(option);
        boundary.Bind(command, (session, parsed, cancellationToken) =>
            RunAsync(session, new RollbackRequest.All(), pace.Read(parsed), parsed.GetValue(dryRun), cancellationToken));
        return command;
    }

    private static Option<bool> DryRun() => new("--dry-run") { Description = "Show what would be undone, and undo nothing." };

    private static async Task<int> RunAsync(
        Session session, RollbackRequest request, Func<BackfillSettings, BackfillSettings> pace, bool dryRun, CancellationToken cancellationToken)
    {
        if (request is RollbackRequest.DownTo)
            _ = session.SingleDatabase("A version belongs to one database.");
        if (dryRun)
            return await Plans.ShowAsync(session, (runner, token) => runner.PlanRollbackAsync(request, token), cancellationToken);

        // Undoing everything loses everything; undoing the last few is what the command is for.
        if (request is RollbackRequest.All && !session.Settings.Yes)
            await ConfirmAsync(session, request, cancellationToken);
        return await Runs.ExecuteAsync(session, (runner, token) => runner.RollbackAsync(request, token), pace, noWait: false, cancellationToken);
    }

    private static async Task ConfirmAsync(Session session, RollbackRequest request, CancellationToken cancellationToken)
    {
        Confirmation.RequireSomebody(session);
        var steps = 0;
        foreach (var target in session.Configuration.Databases)
        {
            var plan = await session.RunnerFor(target).PlanRollbackAsync(request, cancellationToken);
            if (plan.Refusals.Count > 0)
                throw new RefusedException(plan.Refusals);
            PlanView.DrawList(session.Terminal.OutCanvas, plan);
            steps += plan.Steps.Count;
        }

        if (steps > 0)
            await Confirmation.AskAsync(session, $"Undo {HumanText.Count(steps, "migration")} and lose the data in what they made?", cancellationToken);
    }
}
