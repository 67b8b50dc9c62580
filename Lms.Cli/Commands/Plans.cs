using Lms.Cli.Databases;
using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Contracts.Databases;

namespace Lms.Cli.Commands;

/// <summary>Shows what a run would do, for <c>plan</c> and every <c>--dry-run</c>.</summary>
internal static class Plans
{
    public static Task<int> ShowAsync(Session session, Change.Planned change, RunTerms terms, CancellationToken cancellationToken)
    {
        var loop = new DatabaseLoop<PlanDocument>(session, DocumentContext.Default.DocumentPlanDocument);
        var isNext = false;
        return loop.ReadEachAsync(
            async (database, found, token) =>
            {
                var planned = await database.PlanAsync(change, terms, token);
                found(planned.Document);
                if (!session.Settings.IsJson)
                {
                    if (isNext)
                        session.Terminal.OutCanvas.Line("");
                    PlanView.Draw(session.Terminal.OutCanvas, planned);
                }

                isNext = true;
                return planned.Plan.Refusals.Count > 0 ? ExitCode.Refused : ExitCode.Done;
            },
            cancellationToken);
    }
}
