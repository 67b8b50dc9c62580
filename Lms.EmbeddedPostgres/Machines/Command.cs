using System.Diagnostics;

namespace Lms.EmbeddedPostgres.Machines;

/// <summary>A program to run, with none of the caller's settings that would change what it does.</summary>
internal sealed record Command(string Program, params IReadOnlyList<string> Arguments)
{
    public string WorkingDirectory { get; init; } = "/";

    /// <summary>Runs to the end and returns standard output.</summary>
    /// <exception cref="CommandFailedException">It could not start or ended with another code than 0.</exception>
    public async Task<string> RunAsync(CancellationToken cancellationToken)
    {
        using var process = Start();
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            var text = await output.ConfigureAwait(false);
            return process.ExitCode == 0
                ? text
                : throw new CommandFailedException(Program, process.ExitCode, await errors.ConfigureAwait(false) + text);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            // Nothing may still write where the caller is about to clean up.
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts with all three streams redirected.</summary>
    public Process Start()
    {
        var start = new ProcessStartInfo(Program, Arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var name in start.Environment.Keys.Where(ChangesPostgres).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception fault)
        {
            throw new CommandFailedException(Program, 127, fault.Message);
        }
    }

    private static bool ChangesPostgres(string variable) =>
        variable.StartsWith("PG", StringComparison.Ordinal) || variable.StartsWith("LD_", StringComparison.Ordinal);
}
