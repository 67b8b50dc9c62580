using Lms.AppHost.Aspire;

namespace Lms.AppHost.Tests.Aspire;

/// <summary>The application, composed and not started.</summary>
internal sealed class Model(IDistributedApplicationBuilder builder, DistributedApplicationOperation operation)
{
    public IResourceCollection Resources => builder.Resources;

    public IDistributedApplicationBuilder Builder => builder;

    /// <param name="publishing">As it is published; else as it runs on a developer's machine.</param>
    /// <param name="settings">Configuration besides.</param>
    public static Model Compose(bool publishing = true, params IEnumerable<(string Name, string Value)> settings)
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions
        {
            AssemblyName = typeof(LmsApplication).Assembly.GetName().Name,
            Args = publishing ? ["--operation", "publish", "--publisher", "manifest"] : [],
            DisableDashboard = true,
        });
        foreach (var (name, value) in settings)
            builder.Configuration[name] = value;
        LmsApplication.Compose(builder);
        return new Model(builder, publishing ? DistributedApplicationOperation.Publish : DistributedApplicationOperation.Run);
    }

    public T Find<T>(string name)
        where T : IResource => Assert.IsAssignableFrom<T>(Assert.Single(builder.Resources, resource => resource.Name == name));

    /// <summary>Says that a resource's endpoint, which has the name of its scheme, is there, as when it runs.</summary>
    public void Allocate(string name, Uri address)
    {
        var endpoint = Assert.Single(Find<IResource>(name).Annotations.OfType<EndpointAnnotation>(), endpoint => endpoint.Name == address.Scheme);
        endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, address.Host, address.Port);
    }

    /// <summary>Says that a resource is up and well, as when it is.</summary>
    public Task BecomesReadyAsync(string name, IServiceProvider services) =>
        builder.Eventing.PublishAsync(new ResourceReadyEvent(Find<IResource>(name), services), TestContext.Current.CancellationToken);

    /// <summary>What a service is told; of a running one without what is known only once others run.</summary>
    public async Task<Dictionary<string, string>> EnvironmentOfAsync(string name)
    {
        var resource = Find<IResourceWithEnvironment>(name);
        if (operation == DistributedApplicationOperation.Publish)
#pragma warning disable CS0618 // Its successor wants a running application.
            return await resource.GetEnvironmentVariableValuesAsync(operation);
#pragma warning restore CS0618

        var context = new EnvironmentCallbackContext(builder.ExecutionContext);
        foreach (var callback in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
            await callback.Callback(context);
        return context.EnvironmentVariables.Where(variable => variable.Value is string).ToDictionary(variable => variable.Key, variable => (string)variable.Value);
    }
}
