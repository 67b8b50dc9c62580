namespace Lms.AppHost.Aspire.Services;

/// <summary>What a worker is told.</summary>
internal static class WorkerSettings
{
    // What Aspire calls a replica, filled in by its orchestrator. An interpolated string would be an expression of Aspire's, which reads the braces itself.
    private const string ReplicaId = """{{- index .Annotations "otel-service-instance-id" -}}""";

    /// <summary>Its own database, and those that it looks after.</summary>
    public static IResourceBuilder<ProjectResource> WithWorkerSettings(
        this IResourceBuilder<ProjectResource> worker,
        IResourceBuilder<IResourceWithConnectionString> platform,
        IReadOnlyList<MigratedDatabase> databases)
    {
        if (worker.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            worker
                .WithEnvironment("DOTNET_ENVIRONMENT", worker.ApplicationBuilder.Environment.EnvironmentName)
                .WithEnvironment("Lms__Name", string.Concat(worker.Resource.Name, "-", ReplicaId));
        }

        worker.WithReference(platform, connectionName: "platform");
        foreach (var (index, database) in databases.Index())
            worker.WithDatabase(index, database);
        return worker;
    }

    /// <summary>Links to what Hangfire and Orleans show of themselves, which ask for a token; none to what only silos understand.</summary>
    public static IResourceBuilder<ProjectResource> WithConsoles(this IResourceBuilder<ProjectResource> worker) => worker
        .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/hangfire", DisplayText = "Hangfire" })
        .WithUrlForEndpoint("http", _ => new ResourceUrlAnnotation { Url = "/orleans", DisplayText = "Orleans" })
        .WithUrlForEndpoint("orleans-silo", url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly)
        .WithUrlForEndpoint("orleans-gateway", url => url.DisplayLocation = UrlDisplayLocation.DetailsOnly);

    private static void WithDatabase(this IResourceBuilder<ProjectResource> worker, int index, MigratedDatabase database)
    {
        // Relative to the project while it is developed, to the program in an image, which carries them along.
        var root = worker.ApplicationBuilder.ExecutionContext.IsRunMode ? "../" : "";
        worker
            .WithReference(database.Resource)
            .WithEnvironment($"Lms__Databases__{index}__Name", database.Name)
            .WithEnvironment($"Lms__Databases__{index}__Engine", database.Engine)
            .WithEnvironment($"Lms__Databases__{index}__Catalog", $"{root}migrations/{database.Name}")
            .WithEnvironment($"Lms__Databases__{index}__Seeders", $"{root}seeders/{database.Name}");
    }
}
