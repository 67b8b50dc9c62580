using Lms.ServiceDefaults.Secrets;
using Microsoft.Extensions.Options;

namespace Lms.ServiceDefaults;

/// <summary>The outermost frame of a service: how it ends becomes an exit code, and what stops it is said without secrets. An exception
/// that nobody catches would be printed by the runtime as it is.</summary>
public static class ServiceBoundary
{
    /// <summary>Builds and runs a service.</summary>
    /// <param name="service">All of it, from creating its builder to its end.</param>
    /// <returns>0 when it ended well; 2 when it cannot start as it is configured, which is said in one line for each setting; 1 when
    /// something else stopped it.</returns>
    public static async Task<int> RunAsync(Func<Task> service)
    {
        ArgumentNullException.ThrowIfNull(service);
        try
        {
            await service().ConfigureAwait(false);
            return 0;
        }
        catch (ServiceConfigurationException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message).ConfigureAwait(false);
            return 2;
        }
        catch (OptionsValidationException fault)
        {
            await Console.Error.WriteLineAsync(new SecretRedactor().Redact(string.Join(Environment.NewLine, fault.Failures))).ConfigureAwait(false);
            return 2;
        }
#pragma warning disable CA1031 // The process's boundary: the exception is told, and becomes the exit code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            await Console.Error.WriteLineAsync(new SecretRedactor().Redact(exception.ToString())).ConfigureAwait(false);
            return 1;
        }
    }
}
