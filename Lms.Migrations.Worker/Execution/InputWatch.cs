using Lms.Migrations.Worker.Settings;

namespace Lms.Migrations.Worker.Execution;

/// <summary>Stops the worker when the process that started it is gone: the kernel closes the pipe between them.</summary>
internal sealed class InputWatch(WorkerSettings settings, IHostApplicationLifetime lifetime, ILogger<InputWatch> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!settings.StopsWithInput)
            return;

        // Reading a pipe cannot be cancelled; when the worker is stopped otherwise, it is left behind.
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
