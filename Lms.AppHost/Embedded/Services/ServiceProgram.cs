using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Lms.AppHost.Embedded.Services;

/// <summary>How to run a service: what was built along with the app host, by the runtime that the app host itself runs on.</summary>
internal sealed class ServiceProgram
{
    private readonly string assembly;
    private readonly string runtime;
    private readonly string? session;

    private ServiceProgram(string assembly)
    {
        this.assembly = assembly;
        runtime = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));
        session = OnPath("setsid");
    }

    /// <summary>Finds it beside the app host's own output, built for the same configuration.</summary>
    /// <param name="project">The project that builds it.</param>
    /// <param name="kind">What people call it: <c>worker</c>.</param>
    /// <param name="without">The option by which the host does without.</param>
    /// <exception cref="HostException">It was not built.</exception>
    public static ServiceProgram Find(string project, string kind, string without)
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var built = Path.GetFullPath(Path.Combine(own.FullName, "..", "..", project, own.Name, project + ".dll"));
        return File.Exists(built)
            ? new ServiceProgram(built)
            : throw new HostException($"The {kind} is not built: {built} is missing. 'dotnet build Lms.AppHost' builds it; {without} does without.");
    }

    /// <summary>A start with all three streams redirected, in a session of its own: Ctrl+C in a terminal reaches the app host only, which
    /// ends things in order.</summary>
    /// <param name="address">Where it shall listen.</param>
    /// <param name="workingDirectory">What relative paths in its settings start from.</param>
    /// <param name="ownPrefix">What the names of settings begin with that it is told by the host alone: those that are set where the host
    /// was started do not count.</param>
    public ProcessStartInfo StartAt(Uri address, string workingDirectory, string ownPrefix)
    {
        string[] words = [.. session is null ? (string[])[] : [session], runtime, assembly, "--urls", address.GetLeftPart(UriPartial.Authority)];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            UseShellExecute = false,
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(key => key.StartsWith(ownPrefix, StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(inherited);
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // Counting how code is used costs a start more than the code that is made of it gains in the life of a service under development.
        start.Environment["DOTNET_TieredPGO"] = "0";
        start.Environment["Lms__StopsWithInput"] = "true";
        return start;
    }

    private static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(directory => Path.Combine(directory, program)).FirstOrDefault(File.Exists);
}
