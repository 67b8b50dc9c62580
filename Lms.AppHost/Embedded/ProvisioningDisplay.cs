using Lms.AppHost.Embedded.Output;
using Lms.EmbeddedPostgres;
using Spectre.Console;

namespace Lms.AppHost.Embedded;

/// <summary>Shows how PostgreSQL is provided: a bar with bytes on a terminal, a line per step elsewhere.</summary>
internal static class ProvisioningDisplay
{
    public static Task<T> ShowAsync<T>(Screen screen, Func<IProgress<ProvisioningProgress>, Task<T>> provide) =>
        screen.IsTerminal && screen.Console.Profile.Capabilities.Ansi
            ? ShowBarsAsync(screen, provide)
            : provide(new ProvisioningLines(screen));

    private static Task<T> ShowBarsAsync<T>(Screen screen, Func<IProgress<ProvisioningProgress>, Task<T>> provide) =>
        screen.Console.Progress()
            .AutoClear(true)
            .Columns(
                new SpinnerColumn(),
                new TaskDescriptionColumn { Alignment = Justify.Left },
                new ProgressBarColumn(),
                new ByteCountColumn(),
                new ElapsedTimeColumn())
            .StartAsync(context => provide(new ProvisioningBars(context, screen)));
}
