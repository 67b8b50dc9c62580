using Aspire.Hosting.Testing;
using Lms.AppHost.Aspire;
using Lms.Contracts.Client;
using Lms.Contracts.Runs;
using Microsoft.Extensions.DependencyInjection;

namespace Lms.AppHost.Tests.Aspire;

/// <summary>The whole application with its containers, as a developer starts it.</summary>
public sealed class ContainerTests : IDisposable
{
    private static readonly string[] EngineSockets =
    [
        "/var/run/docker.sock",
        "/run/podman/podman.sock",
        Path.Combine(Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") ?? "/run", "podman", "podman.sock"),
    ];

    private readonly DirectoryInfo checkout = Directory.CreateTempSubdirectory("lms-checkout-");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Everything_starts_applies_what_is_pending_fills_in_undoes_and_applies_again()
    {
        Assert.SkipUnless(Array.Exists(EngineSockets, File.Exists), "there is no container engine on this machine");
        await using var app = await StartAsync();
        var model = app.Services.GetRequiredService<DistributedApplicationModel>();
        var token = await model.Resources.OfType<ParameterResource>().Single(parameter => parameter.Name == "worker-token").GetValueAsync(Token);
        using var client = new LmsClient(app.GetEndpoint("worker", "http"), token);

        await UntilAppliedAsync(client, "lms", 8);
        await UntilAppliedAsync(client, "withdrawals", 3);
        await RunAsync(client, "withdrawals", RunKinds.Rollback, request => request with { All = true, Reason = "to fill in again" });
        await RunAsync(client, "withdrawals", RunKinds.Seed, request => request with { Scale = 1 });
        await RunAsync(client, "withdrawals", RunKinds.Migrate);
        Assert.Contains((await client.ListBackfillsAsync("withdrawals", Token)).Backfills, backfill => backfill is { State: "succeeded", Processed: > 0 });

        await RunAsync(client, "withdrawals", RunKinds.Rollback, request => request with { Reason = "last one" });
        await UntilAppliedAsync(client, "withdrawals", 2);
        await RunAsync(client, "lms", RunKinds.Rollback, request => request with { Reason = "last one" });
        await UntilAppliedAsync(client, "lms", 7);

        Assert.Equal(2, (await client.ListWorkersAsync(Token)).Workers.Count(worker => worker.IsAlive));
        Assert.Contains("lms          7 applied, 1 pending", await AskAsync("status"), StringComparison.Ordinal);
        Assert.Contains("withdrawals  2 applied, 1 pending", await AskAsync("status"), StringComparison.Ordinal);
        Assert.Contains("/sign-in", await AskAsync("dashboard"), StringComparison.Ordinal);
    }

    public void Dispose() => checkout.Delete(recursive: true);

    private async Task<DistributedApplication> StartAsync()
    {
        var builder = await DistributedApplicationTestingBuilder.CreateAsync(
            typeof(LmsApplication), [$"--Lms:StateDirectory={Path.Combine(checkout.FullName, ".lms")}"], Token);
        // Those of whoever works in this checkout, and their data, are not for tests.
        foreach (var container in builder.Resources.OfType<ContainerResource>())
        {
            builder.CreateResourceBuilder(container).WithLifetime(ContainerLifetime.Session);
            foreach (var volume in container.Annotations.OfType<ContainerMountAnnotation>().ToList())
                container.Annotations.Remove(volume);
        }

        var app = await builder.BuildAsync(Token);
        await app.StartAsync(Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("dashboard", Token);
        return app;
    }

    /// <summary>What the command says beside the running application.</summary>
    private async Task<string> AskAsync(string command)
    {
        await using var lms = LmsProcess.Start(checkout.FullName, command);
        var exit = await lms.ExitAsync(Token);
        return exit == 0 ? lms.Output : $"exit code {exit}: {lms.Output}";
    }

    private static async Task UntilAppliedAsync(LmsClient client, string database, int applied)
    {
        while ((await client.GetDatabaseAsync(database, Token)).Applied != applied)
            await Task.Delay(200, Token);
    }

    private static async Task RunAsync(LmsClient client, string database, string kind, Func<RunRequestDocument, RunRequestDocument>? with = null)
    {
        var request = new RunRequestDocument { RequestId = Guid.NewGuid().ToString(), Database = database, Kind = kind };
        var run = await client.StartRunAsync(with?.Invoke(request) ?? request, Token);
        while (run.EndedAt is null)
        {
            await Task.Delay(200, Token);
            run = await client.GetRunAsync(run.Id, Token);
        }

        Assert.True(run.State == "succeeded", $"{kind} of {database} ended as {run.State}: {run.Error?.Message}");
    }
}
