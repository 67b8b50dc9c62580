using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lms.AppHost.Embedded.Workers;

/// <summary>How to run a worker: what was built along with the app host, by the runtime that the app host itself runs on.</summary>
internal sealed class WorkerProgram
{
    private const string Project = "Lms.Migrations.Worker";
    private readonly string assembly;
    private readonly string runtime;
    private readonly string? session;

    private WorkerProgram(string assembly)
    {
        this.assembly = assembly;
        runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        session = OnPath("setsid");
    }

    /// <summary>Finds it beside the app host's own output, built for the same configuration.</summary>
    /// <exception cref="HostException">It was not built.</exception>
    public static WorkerProgram Find()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var built = Path.GetFullPath(Path.Combine(own.FullName, "..", "..", Project, own.Name, Project + ".dll"));
        return File.Exists(built)
            ? new WorkerProgram(built)
            : throw new HostException($"The worker is not built: {built} is missing. 'dotnet build Lms.AppHost' builds it; --workers 0 does without.");
    }

    /// <summary>A start with all three streams redirected, in a session of its own: Ctrl+C in a terminal reaches the app host only, which
    /// ends things in order.</summary>
    /// <param name="address">Where it shall listen.</param>
    /// <param name="workingDirectory">What relative paths in its settings start from.</param>
    public ProcessStartInfo StartAt(Uri address, string workingDirectory)
    {
        string[] words = [.. session is null ? (string[])[] : [session], runtime, assembly, "--urls", address.GetLeftPart(UriPartial.Authority)];
        return new ProcessStartInfo(words[0], words[1..])
        {
            UseShellExecute = false,
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
}
