using Lms.Contracts.Access;
using Lms.Testing;
using Lms.Testing.Workers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Lms.AppHost.Tests.Aspire;

/// <summary>The commands of the Aspire dashboard, asked of a real worker.</summary>
public sealed class CommandTests(PostgresServer server) : WorkerTest(server)
{
    [Fact]
    public async Task Plan_migrate_and_roll_back_do_what_they_say()
    {
        Catalog.WithTable("001", "a").WithTable("002", "b");
        await using var worker = await StartAsync();
        var plan = await AskAsync(worker, "plan");
        Assert.True(plan.Success, plan.Message);
        Assert.Contains("002", plan.Data!.Value, StringComparison.Ordinal);

        Assert.True((await AskAsync(worker, "migrate")).Success);
        await UntilAsync(worker, applied: 2);
        Assert.Contains("Nothing is pending", (await AskAsync(worker, "plan")).Data!.Value, StringComparison.Ordinal);

        Assert.True((await AskAsync(worker, "rollback")).Success);
        await UntilAsync(worker, applied: 1);
    }

    [Fact]
    public async Task A_worker_that_refuses_is_quoted()
    {
        await using var worker = await StartAsync();

        var refused = await AskAsync(worker, "plan", database: "nowhere");

        Assert.False(refused.Success);
        Assert.Contains("nowhere", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_token_that_the_application_makes_is_one_that_workers_take()
    {
        var made = TokenText.Create().ToString();
        await using var worker = await StartAsync(NewSetup().Set("Lms:BootstrapToken", made));

        var plan = await AskAsync(worker, "plan", token: made);

        Assert.True(plan.Success, plan.Message);
    }

    private static async Task<ExecuteCommandResult> AskAsync(WorkerHost worker, string name, string database = "shop", string? token = null)
    {
        var model = Model.Compose(publishing: false, ("Parameters:worker-token", token ?? worker.Setup.AdminToken));
        model.Allocate("worker", worker.Address);
        model.Allocate("dashboard", new Uri("http://127.0.0.1:5170"));
        var command = Assert.Single(
            model.Find<ProjectResource>("dashboard").Annotations.OfType<ResourceCommandAnnotation>(), command => command.Name == name);
        await using var services = new ServiceCollection().BuildServiceProvider();
        var chosen = new InteractionInput { Name = "database", InputType = InputType.Choice, Value = database };
        return await command.ExecuteCommand(new ExecuteCommandContext
        {
            Services = services,
            ResourceName = "dashboard",
            CancellationToken = Token,
            Logger = NullLogger.Instance,
            Arguments = new InteractionInputCollection([chosen]),
        });
    }

    private static async Task UntilAsync(WorkerHost worker, int applied)
    {
        while ((await worker.Admin.GetDatabaseAsync("shop", Token)).Applied != applied)
            await Task.Delay(100, Token);
    }
}
