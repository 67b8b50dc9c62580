namespace Lms.AppHost.Aspire.Services;

/// <summary>Our own services among the resources.</summary>
internal static class ServiceProjects
{
    /// <summary>Adds a service. Whom it believes what was forwarded it decides by itself.</summary>
    public static IResourceBuilder<ProjectResource> AddService<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        var service = builder.AddProject<TProject>(name, launchProfileName: null).DisableForwardedHeaders();
        // It is run where it was built, which MSBuild is asked again: of the same stack, also where that was chosen on the command line.
        return builder.ExecutionContext.IsRunMode ? service.WithEnvironment("LmsStack", "Aspire") : service;
    }
}
