using Lms.Contracts.Runs;

namespace Lms.AppHost.Aspire.Commands;

/// <summary>What can be asked of the databases from the Aspire dashboard.</summary>
/// <remarks>On the dashboard's resource, never on the workers': a command of a replicated resource is carried out once for each replica. Each
/// click asks under a key of its own, so that a request that is sent again when its answer was lost is still one run.</remarks>
internal static class DatabaseCommands
{
    private const string Database = "database";
    private const string Confirmed = "Ask a worker to do this now?";

    public static IResourceBuilder<ProjectResource> WithDatabaseCommands(
        this IResourceBuilder<ProjectResource> dashboard,
        IResourceBuilder<ProjectResource> worker,
        IResourceBuilder<ParameterResource> token,
        IReadOnlyList<string> databases)
    {
        var asking = new WorkerRequests(worker.GetEndpoint("http"), dashboard.GetEndpoint("http"), token.Resource);
        return dashboard
            .WithCommand("sign-in", "Sign in", context => asking.SignInAsync(context.CancellationToken), new CommandOptions
            {
                Description = "Makes a link that signs you in at the dashboard, once.",
                IconName = "Key",
                IsHighlighted = true,
            })
            .WithCommand("plan", "Plan", context => asking.PlanAsync(Chosen(context), context.CancellationToken), new CommandOptions
            {
                Description = "Shows what a migration would do now.",
                IconName = "TextBulletListSquare",
                Arguments = Choices(databases),
            })
            .WithCommand("migrate", "Migrate", context => asking.StartAsync(RunKinds.Migrate, Chosen(context), context.CancellationToken), new CommandOptions
            {
                Description = "Applies what is pending.",
                IconName = "ArrowUp",
                ConfirmationMessage = $"Apply all pending migrations? {Confirmed}",
                Arguments = Choices(databases),
            })
            .WithCommand("rollback", "Roll back last", context => asking.StartAsync(RunKinds.Rollback, Chosen(context), context.CancellationToken), new CommandOptions
            {
                Description = "Undoes the newest applied migration.",
                IconName = "ArrowUndo",
                ConfirmationMessage = $"Undo the newest applied migration? Data that it brought may be lost. {Confirmed}",
                Arguments = Choices(databases),
            });
    }

    private static InteractionInput[] Choices(IReadOnlyList<string> databases) =>
    [
        new InteractionInput
        {
            Name = Database,
            Label = "Database",
            InputType = InputType.Choice,
            Required = true,
            Options = [.. databases.Select(name => KeyValuePair.Create(name, name))],
        },
    ];

    private static string Chosen(ExecuteCommandContext context) => context.Arguments[Database].Value ?? "";
}
