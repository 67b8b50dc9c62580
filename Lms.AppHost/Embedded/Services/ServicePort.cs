namespace Lms.AppHost.Embedded.Services;

/// <summary>The TCP port of one service.</summary>
/// <param name="Ports">Those of all of its kind.</param>
/// <param name="Index">Which of them it is, from 0.</param>
internal readonly record struct ServicePort(ServicePorts Ports, int Index)
{
    /// <inheritdoc cref="ServicePorts.Recall"/>
    public void Recall() => Ports.Recall();

    /// <inheritdoc cref="ServicePorts.Take"/>
    public (int Port, int Taken) Take() => Ports.Take(Index);

    /// <inheritdoc cref="ServicePorts.IsFree"/>
    public bool IsFree() => Ports.IsFree(Index);
}
