namespace Lms.AppHost.Aspire.Services;

/// <summary>What a worker is told.</summary>
internal static class WorkerSettings
{
    /// <summary>Its own database, and those that it looks after.</summary>
    public static IResourceBuilder<ProjectResource> WithWorkerSettings(
        this IResourceBuilder<ProjectResource> worker,
        IResourceBuilder<IResourceWithConnectionString> platform,
        IResourceBuilder<IResourceWithConnectionString> postgres,
        IResourceBuilder<IResourceWithConnectionString> mongo)
    {
        if (worker.ApplicationBuilder.ExecutionContext.IsRunMode)
            worker.WithEnvironment("DOTNET_ENVIRONMENT", worker.ApplicationBuilder.Environment.EnvironmentName);
        return worker
            .WithReference(platform, connectionName: "platform")
            .WithDatabase(0, postgres, engine: "postgresql")
            .WithDatabase(1, mongo, engine: "mongodb");
    }

    /// <summary>Links to what Hangfire and Orleans show of themselves. They ask for a token.</summary>
    public static IResourceBuilder<ProjectResource> WithConsoles(this IResourceBuilder<ProjectResource> worker) => worker
        .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/hangfire", DisplayText = "Hangfire" })
        .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/orleans", DisplayText = "Orleans" });

    private static IResourceBuilder<ProjectResource> WithDatabase(
        this IResourceBuilder<ProjectResource> worker, int index, IResourceBuilder<IResourceWithConnectionString> database, string engine)
    {
        var name = database.Resource.Name;
        // Relative to the project while it is developed, to the program in an image, which carries them along.
        var root = worker.ApplicationBuilder.ExecutionContext.IsRunMode ? "../" : "";
        return worker
            .WithReference(database)
            .WithEnvironment($"Lms__Databases__{index}__Name", name)
            .WithEnvironment($"Lms__Databases__{index}__Engine", engine)
            .WithEnvironment($"Lms__Databases__{index}__Catalog", $"{root}migrations/{name}")
            .WithEnvironment($"Lms__Databases__{index}__Seeders", $"{root}seeders/{name}");
    }
}
