using Lms.Cli.Output.Json;
using Lms.Cli.Output.Views;
using Lms.Migrations;
using Lms.Migrations.Planning;

namespace Lms.Cli.Commands;

/// <summary>Shows what a run would do, for <c>plan</c> and every <c>--dry-run</c>.</summary>
internal static class Plans
{
    public static Task<int> ShowAsync(
        Session session, Func<MigrationRunner, CancellationToken, Task<MigrationPlan>> plan, CancellationToken cancellationToken)
    {
        var loop = new DatabaseLoop<PlanDocument>(session, DocumentContext.Default.DocumentPlanDocument);
        var isNext = false;
        return loop.ReadEachAsync(
            async (target, found, token) =>
            {
                var planned = await plan(session.RunnerFor(target), token);
                found(PlanDocument.Of(target, planned));
                if (!session.Settings.IsJson)
                {
                    if (isNext)
                        session.Terminal.OutCanvas.Line("");
                    PlanView.Draw(session.Terminal.OutCanvas, planned);
                }

                isNext = true;
                return planned.Refusals.Count > 0 ? ExitCode.Refused : ExitCode.Done;
            },
            cancellationToken);
    }
}
