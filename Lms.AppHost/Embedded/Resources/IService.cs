namespace Lms.AppHost.Embedded.Resources;

/// <summary>A program that the host runs beside the databases: what the board shows of it.</summary>
internal interface IService
{
    /// <summary>What people call it: <c>worker-1</c>.</summary>
    string Name { get; }

    /// <summary>Where it answers; null as long as it never was started.</summary>
    Uri? Address { get; }

    /// <summary>How it is, in words: <c>healthy</c>.</summary>
    string State { get; }

    /// <summary>Whether it can be used.</summary>
    bool IsHealthy { get; }
}
