using System.Diagnostics;
using Lms.AppHost.Embedded.Services;
using Lms.AppHost.Embedded.Output;
using Spectre.Console;

namespace Lms.AppHost.Embedded.Workers;

/// <summary>One worker.</summary>
/// <param name="index">From 0; its name counts from 1.</param>
/// <param name="setup">What it has in common with the others.</param>
/// <param name="ports">Where it gets its port from.</param>
/// <param name="health">How to find out that it is up.</param>
/// <param name="directory">Where its log is kept.</param>
/// <param name="screen">Where its log is shown.</param>
/// <param name="time">The clock for pauses.</param>
internal sealed class WorkerResource(
    int index, WorkerSetup setup, ServicePorts ports, WorkerHealth health, string directory, Screen screen, TimeProvider time)
    : ServiceResource(new ServiceLabel($"worker-{index + 1}", Colours[index]), directory, new ServicePort(ports, index), health, screen, time)
{
    private static readonly Color[] Colours =
        [Color.Aqua, Color.Fuchsia, Color.Blue, Color.Teal, Color.Purple, Color.Olive, Color.SteelBlue, Color.Orchid];

    protected override ProcessStartInfo Describe(Uri address) => setup.Start(Name, address);
}
