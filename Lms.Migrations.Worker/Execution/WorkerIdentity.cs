using System.Reflection;
using System.Security.Cryptography;
using Lms.Migrations.Worker.Settings;

namespace Lms.Migrations.Worker.Execution;

/// <summary>This start of this worker.</summary>
internal sealed class WorkerIdentity(WorkerSettings settings)
{
    /// <summary>Never given again, not even to the same process started anew.</summary>
    public Guid Id { get; } = Guid.CreateVersion7();

    /// <summary><c>worker-1@host</c>.</summary>
    public string Name { get; } = $"{settings.Name}@{Environment.MachineName}";

    /// <summary>The key of the lock that it holds while it lives.</summary>
    public int Presence { get; } = RandomNumberGenerator.GetInt32(1, int.MaxValue);

    public string Version { get; } =
        typeof(WorkerIdentity).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "unknown";
}
