using System.Collections.Frozen;
using System.ComponentModel;
using System.Diagnostics;
using Lms.Migrations.Failures;
using Lms.ServiceDefaults.Secrets;

namespace Lms.Migrations.Worker.Hooks;

/// <summary>Runs a program to its end, without a shell in between.</summary>
internal sealed class ProgramRunner(SecretRedactor secrets)
{
    // Whatever else the worker has may be its configuration, and that is none of a program's business.
    private static readonly FrozenSet<string> Passed = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "TZ", "TMPDIR", "TMP", "TEMP", "SYSTEMROOT", "COMSPEC", "PATHEXT", "USERPROFILE");

    private const string Locale = "LC_";

    /// <summary>How long is waited for what it printed last: something that it left running may hold the pipe open for ever.</summary>
    private static readonly TimeSpan OutputPatience = TimeSpan.FromSeconds(1);

    /// <summary>Runs it; it must end with exit code 0.</summary>
    /// <param name="name">What people call it.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="environment">Variables beside those that every program gets: where programs and homes are, the language, the time zone.</param>
    /// <param name="cancellationToken">Ends it and whatever it has started.</param>
    /// <returns>The last line that it printed; null when it printed nothing.</returns>
    /// <exception cref="HookFailedException">It cannot be started, or ended badly; the message has what it said last.</exception>
    public async Task<string?> RunAsync(
        string name, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment, CancellationToken cancellationToken)
    {
        using var process = Start(name, command, environment);
        process.StandardInput.Close();
        var output = new LastLines(process.StandardOutput, secrets);
        var error = new LastLines(process.StandardError, secrets);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            throw;
        }

        var said = await output.ReadAsync(OutputPatience);
        if (process.ExitCode == 0)
            return said.Count == 0 ? null : secrets.Redact(said[^1]);

        var last = await error.ReadAsync(OutputPatience) is { Count: > 0 } complaints ? complaints : said;
        throw new HookFailedException(name, secrets.Redact(
            $"'{name}' ({command[0]}) ended with exit code {process.ExitCode}{(last.Count == 0 ? "" : $": {string.Join(" | ", last)}")}."));
    }

    private static Process Start(string name, IReadOnlyList<string> command, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var own in start.Environment.Keys.Where(variable => !IsPassed(variable)).ToList())
            start.Environment.Remove(own);
        foreach (var (variable, value) in environment)
            start.Environment[variable] = value;
        try
        {
            return Process.Start(start) ?? throw new HookFailedException(name, $"'{name}' ({command[0]}) could not be started.");
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            throw new HookFailedException(name, $"'{name}' ({command[0]}) cannot be started: {exception.Message}.", exception);
        }
    }

    private static bool IsPassed(string variable) => Passed.Contains(variable) || variable.StartsWith(Locale, StringComparison.Ordinal);
}
