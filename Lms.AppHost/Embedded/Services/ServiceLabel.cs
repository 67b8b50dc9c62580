using Spectre.Console;

namespace Lms.AppHost.Embedded.Services;

/// <summary>How a service is told from the others.</summary>
/// <param name="Name">What people call it: <c>worker-1</c>.</param>
/// <param name="Colour">That of its name before the lines that it says.</param>
internal sealed record ServiceLabel(string Name, Color Colour);
