using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Lms.AppHost.Embedded.Services;

/// <summary>One process of a service. It lives no longer than the pipe from the app host, which the kernel closes however the host ends.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    /// <summary>What a worker needs to leave its runs as others can go on with them, and more.</summary>
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(15);

    /// <summary>A program that a service had started may hold its pipes open for longer than it lives.</summary>
    private static readonly TimeSpan PipePatience = TimeSpan.FromSeconds(1);

    private readonly Process process;
    private readonly ServiceLog log;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource reading = new();
    private readonly Task output;

    private ServiceProcess(Process process, ServiceLog log, TimeProvider time)
    {
        this.process = process;
        this.log = log;
        this.time = time;
        output = Task.WhenAll(ReadAsync(process.StandardOutput, isError: false), ReadAsync(process.StandardError, isError: true));
    }

    public int Id => process.Id;

    /// <exception cref="HostException">The program cannot be started.</exception>
    public static ServiceProcess Start(ProcessStartInfo start, ServiceLog log, TimeProvider time)
    {
        try
        {
            var started = Process.Start(start)!;
            log.Begin($"{time.GetUtcNow():yyyy-MM-dd HH:mm:ss'Z'} process {started.Id}");
            return new ServiceProcess(started, log, time);
        }
        catch (Win32Exception fault)
        {
            throw new HostException($"{start.FileName} cannot be started: {fault.Message}", fault);
        }
    }

    /// <summary>Returns when it has ended by itself.</summary>
    public async Task<ServiceEnd> WaitForEndAsync(CancellationToken cancellationToken)
    {
        await process.WaitForExitAsync(cancellationToken);
        await ReadToEndAsync();
        return new ServiceEnd(process.ExitCode, log.LastError);
    }

    /// <summary>Asks it to stop; one that has not stopped after 15 seconds is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
            await StopAsync();
        await ReadToEndAsync();
        process.Dispose();
        reading.Dispose();
    }

    private async Task StopAsync()
    {
        using var patience = new CancellationTokenSource(StopPatience, time);
        try
        {
            await TerminateAsync(patience.Token);
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            log.Add($"did not stop within {StopPatience.TotalSeconds:0} s, so it is killed", isError: true);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>SIGTERM, by the shell's own <c>kill</c>: a bare machine has no program of that name.</summary>
    private async Task TerminateAsync(CancellationToken cancellationToken)
    {
        var id = process.Id.ToString(CultureInfo.InvariantCulture);
        // One that has ended just now is no longer there to hear it, which is what was wanted.
        using var shell = Process.Start("sh", ["-c", "kill -s TERM \"$1\" 2>/dev/null", "sh", id]);
        await shell.WaitForExitAsync(cancellationToken);
    }

    private async Task ReadToEndAsync()
    {
        reading.CancelAfter(PipePatience);
        await output;
    }

    private async Task ReadAsync(StreamReader lines, bool isError)
    {
        try
        {
            while (await lines.ReadLineAsync(reading.Token) is { } line)
                log.Add(line, isError);
        }
        catch (OperationCanceledException) when (reading.IsCancellationRequested)
        {
            // The service has ended, and somebody else still holds its pipe.
        }
    }
}

/// <summary>How a service has ended by itself.</summary>
/// <param name="ExitCode">128 and the signal's number when a signal ended it.</param>
/// <param name="LastError">The last that it said went wrong; null for nothing.</param>
internal sealed record ServiceEnd(int ExitCode, string? LastError)
{
    private const int SignalBase = 128;

    /// <summary>What stands behind its name: <c>ended with exit code 3: …</c>.</summary>
    public override string ToString()
    {
        var how = ExitCode > SignalBase ? $"was ended by signal {ExitCode - SignalBase}" : $"ended with exit code {ExitCode}";
        return LastError is null ? how : $"{how}: {LastError.TrimEnd('.')}";
    }
}
