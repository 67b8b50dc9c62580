using Lms.AppHost.Aspire;

namespace Lms.AppHost;

/// <summary>The Aspire stack: the databases as containers, the services as projects, and the Aspire dashboard over all of it.</summary>
internal static class Stack
{
    /// <summary>Runs the application, or writes down how to publish it, as the command line says.</summary>
    /// <returns>What the process exits with.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        LocalDefaults.Apply();
        var builder = DistributedApplication.CreateBuilder(args);
        LmsApplication.Compose(builder);
        await builder.Build().RunAsync();
        return 0;
    }
}
