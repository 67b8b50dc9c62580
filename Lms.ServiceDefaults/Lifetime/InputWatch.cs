using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Lms.ServiceDefaults.Lifetime;

/// <summary>Stops the service when the process that started it is gone: the kernel closes the pipe between them.</summary>
internal sealed class InputWatch(IHostApplicationLifetime lifetime, ILogger<InputWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Reading a pipe cannot be cancelled; when the service is stopped otherwise, it is left behind.
        await Task.Run(ReadToEnd, CancellationToken.None).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stoppingToken.IsCancellationRequested)
            return;

        Log.InputEnded(logger);
        lifetime.StopApplication();
    }

    private static void ReadToEnd()
    {
        using var input = Console.OpenStandardInput();
        Span<byte> buffer = stackalloc byte[16];
        while (input.Read(buffer) > 0)
        {
            // Whatever is said is not meant for anybody.
        }
    }
}

/// <summary>Ties a service's life to the process that started it.</summary>
public static class InputWatchExtensions
{
    /// <summary>The service stops when its standard input ends, which is when whoever holds the other end is gone, however it went.</summary>
    public static IServiceCollection StopWithInput(this IServiceCollection services) => services.AddHostedService<InputWatch>();
}
