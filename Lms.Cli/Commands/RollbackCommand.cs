using System.CommandLine;
using Lms.Cli.Configuration;
using Lms.Cli.Databases;
using Lms.Cli.Output.Views;
using Lms.Migrations;
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
        var command = new Command("rollback", "Undo applied migrations, newest first; without an option the last one.") { steps, to, all };
        command.Validators.Add(result =>
        {
            Option[] choices = [steps, to, all];
            if (choices.Count(option => result.GetResult(option) is { Implicit: false }) > 1)
                result.AddError("Give one of --steps, --to and --all.");
        });
        Bind(boundary, command, parsed => parsed.GetValue(all) ? new RollbackRequest.All()
            : parsed.GetValue(to) is { } version ? new RollbackRequest.DownTo(version)
            : new RollbackRequest.Last(parsed.GetValue(steps)));
        return command;
    }

    public static Command CreateAll(CommandBoundary boundary)
    {
        var command = new Command("rollbackAll", "The same as 'rollback --all'.");
        Bind(boundary, command, _ => new RollbackRequest.All());
        return command;
    }

    private static void Bind(CommandBoundary boundary, Command command, Func<ParseResult, RollbackRequest> read)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be undone, and undo nothing." };
        var terms = new RunTermsOptions();
        var pace = new BackfillPaceOptions();
        command.Options.Add(dryRun);
        foreach (var option in terms.All.Concat(pace.All))
            command.Options.Add(option);
        boundary.Bind(command, async (session, parsed, cancellationToken) =>
        {
            var request = read(parsed);
            if (request is RollbackRequest.DownTo)
                _ = await session.SingleDatabaseAsync("A version belongs to one database.", cancellationToken);
            var change = new Change.Rollback(request);
            var asked = await terms.ReadAsync(session, parsed, cancellationToken) with { Pace = pace.Read(parsed) };
            if (parsed.GetValue(dryRun))
                return await Plans.ShowAsync(session, change, asked, cancellationToken);

            // Undoing everything loses everything; undoing the last few is what the command is for.
            if (request is RollbackRequest.All)
                await ConfirmAsync(session, change, asked, cancellationToken);
            return await Runs.ExecuteAsync(session, change, asked, cancellationToken);
        });
    }

    private static async Task ConfirmAsync(Session session, Change.Rollback change, RunTerms terms, CancellationToken cancellationToken)
    {
        if (session.IsRemote && string.IsNullOrWhiteSpace(session.Settings.Reason))
            throw new UsageException("A worker undoes everything only for a reason, which the history keeps: add --reason TEXT.");
        if (session.Settings.Yes)
            return;

        Confirmation.RequireSomebody(session);
        var steps = 0;
        foreach (var database in await session.DatabasesAsync(cancellationToken))
        {
            var planned = await database.PlanAsync(change, terms, cancellationToken);
            if (planned.Plan.Refusals.Count > 0)
                throw new RefusedException(planned.Plan.Refusals);
            PlanView.DrawList(session.Terminal.OutCanvas, planned);
            steps += planned.Plan.Steps.Count;
        }

        if (steps > 0)
            await Confirmation.AskAsync(session, $"Undo {HumanText.Count(steps, "migration")} and lose the data in what they made?", cancellationToken);
    }
}
