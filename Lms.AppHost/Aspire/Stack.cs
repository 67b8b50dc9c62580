using Lms.AppHost.Aspire;
using Lms.AppHost.Aspire.State;
using Lms.AppHost.State;

namespace Lms.AppHost;

/// <summary>The Aspire stack: the databases as containers, the services as projects, and the Aspire dashboard over all of it.</summary>
internal static class Stack
{
    /// <summary>Runs the application, or writes down how to publish it, as the command line says.</summary>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        LocalDefaults.Apply();
        var builder = DistributedApplication.CreateBuilder(args);
        LocalDefaults.Quieten(builder);
        LmsApplication.Compose(builder);
        try
        {
            using var claim = builder.ExecutionContext.IsRunMode ? CheckoutClaim.Take(builder.Checkout()) : null;
            await using var application = builder.Build();
            await application.RunAsync();
            return ExitCode.Done;
        }
        catch (HostException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return ExitCode.Unavailable;
        }
    }
}
