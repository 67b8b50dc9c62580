using Lms.AppHost.Aspire.Services;
using Lms.AppHost.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Lms.AppHost.Aspire.State;

/// <summary>Tells <c>./lms</c> what runs, as beside the embedded stack.</summary>
internal static partial class StateFileExtensions
{
    /// <summary>The checkout that the application is started from; its state lies elsewhere when <c>Lms:StateDirectory</c> says so.</summary>
    public static Checkout Checkout(this IDistributedApplicationBuilder builder)
    {
        var checkout = new Checkout(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(builder.AppHostDirectory))!);
        return builder.Configuration["Lms:StateDirectory"] is { Length: > 0 } elsewhere
            ? checkout with { StateDirectory = Path.GetFullPath(elsewhere) }
            : checkout;
    }

    /// <summary>Tells of each database, of the workers and of the dashboard as soon as they are ready.</summary>
    public static void AddStateFile(
        this IDistributedApplicationBuilder builder,
        IReadOnlyList<MigratedDatabase> databases,
        IResourceBuilder<ProjectResource> worker,
        IResourceBuilder<ProjectResource> dashboard,
        IResourceBuilder<ParameterResource> token)
    {
        var checkout = builder.Checkout();
        builder.Services.AddSingleton(_ => new StateFile(checkout, TimeProvider.System));
        foreach (var database in databases)
        {
            builder.WhenReady(database.Resource.Resource, async cancellationToken =>
            {
                var running = new RunningDatabase(
                    database.Name,
                    database.Engine,
                    await database.Resource.Resource.GetConnectionStringAsync(cancellationToken) ?? throw NotYet(database.Name),
                    checkout.CatalogOf(database.Name),
                    checkout.SeedersOf(database.Name));
                return state => state.With(running, databases.Select(each => each.Name));
            });
        }

        builder.WhenReady(worker.Resource, async cancellationToken =>
        {
            var known = await token.Resource.GetValueAsync(cancellationToken) ?? throw NotYet(token.Resource.Name);
            var address = await AddressAsync(worker, cancellationToken);
            return state => state with { Workers = [address], Token = known };
        });
        builder.WhenReady(dashboard.Resource, async cancellationToken =>
        {
            var address = await AddressAsync(dashboard, cancellationToken);
            return state => state with { Dashboard = address };
        });
    }

    private static void WhenReady(
        this IDistributedApplicationBuilder builder, IResource resource, Func<CancellationToken, Task<Func<RunningState, RunningState>>> tell) =>
        builder.Eventing.Subscribe<ResourceReadyEvent>(resource, async (ready, cancellationToken) =>
        {
            try
            {
                ready.Services.GetRequiredService<StateFile>().Change(await tell(cancellationToken));
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                NotTold(ready.Services.GetRequiredService<ILogger<StateFile>>(), resource.Name, fault.Message);
            }
        });

    private static async Task<Uri> AddressAsync(IResourceBuilder<ProjectResource> service, CancellationToken cancellationToken) =>
        new(await service.GetEndpoint("http").GetValueAsync(cancellationToken) ?? throw NotYet(service.Resource.Name));

    private static InvalidOperationException NotYet(string name) => new($"{name} is ready and has no value.");

    [LoggerMessage(LogLevel.Warning, "The commands are not told where {Resource} is: {Reason}")]
    private static partial void NotTold(ILogger logger, string resource, string reason);
}
