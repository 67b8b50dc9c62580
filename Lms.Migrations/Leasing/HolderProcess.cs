using System.ComponentModel;
using System.Diagnostics;

namespace Lms.Migrations.Leasing;

/// <summary>What names a process of one machine for ever, so that a holder that died there can be told from one that is merely silent.</summary>
/// <remarks>Within one scope – one boot and one set of process ids – nothing else ever bears the same identity. Where the scopes
/// differ, as for two containers that share a host name, nothing can be said.</remarks>
internal static class HolderProcess
{
    private const char Separator = '|';

    /// <summary>This process; null where the system does not tell.</summary>
    public static string? Current { get; } = Identify(Environment.ProcessId);

    /// <summary>Whether that process of this machine has certainly ended.</summary>
    /// <param name="processId">Its id.</param>
    /// <param name="identity">What <see cref="Current"/> was in it.</param>
    public static bool IsGone(int processId, string? identity) =>
        identity is not null && Current is not null && ScopeOf(identity) == ScopeOf(Current) && Identify(processId) != identity;

    private static string ScopeOf(string identity) => identity[..identity.LastIndexOf(Separator)];

    /// <summary>Null when there is no such process.</summary>
    internal static string? Identify(int processId) => OperatingSystem.IsLinux() ? IdentifyOnLinux(processId) : IdentifyElsewhere(processId);

    private static string? IdentifyOnLinux(int processId)
    {
        try
        {
            // Where the processes of others are hidden, one that cannot be seen may live all the same.
            if (!Directory.Exists("/proc/1"))
                return null;

            var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
            var processes = new FileInfo("/proc/self/ns/pid").LinkTarget;
            var status = File.ReadAllText($"/proc/{processId}/stat");
            // The name before it may hold blanks and parentheses; the state is the first field after it, the start the twentieth.
            var fields = status[(status.LastIndexOf(')') + 2)..].Split(' ');
            var hasEnded = fields[0] is "Z" or "X";
            return hasEnded ? null : $"{boot}{Separator}{processes}{Separator}{fields[19]}";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? IdentifyElsewhere(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return $"{Separator}{process.StartTime.ToUniversalTime():O}";
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception or NotSupportedException)
        {
            return null;
        }
    }
}
