using Lms.AppHost.Embedded.Output;
using Lms.EmbeddedPostgres;
using Spectre.Console;

namespace Lms.AppHost.Embedded;

/// <summary>Provisioning on a terminal: one bar per step.</summary>
internal sealed class ProvisioningBars(ProgressContext context, Screen screen) : IProgress<ProvisioningProgress>
{
    private readonly Lock gate = new();
    private ProvisioningPhase? phase;
    private ProgressTask? bar;

    public void Report(ProvisioningProgress value)
    {
        lock (gate)
        {
            // On the console that draws the bars, which makes room for the line above them.
            if (value.Phase == ProvisioningPhase.Notice)
                screen.Console.WriteLine(value.Message, new Style(Color.Yellow));
            else
                Advance(value);
        }
    }

    private void Advance(ProvisioningProgress value)
    {
        var description = Markup.Escape(value.Message);
        if (bar is null || phase != value.Phase)
        {
            Finish();
            (phase, bar) = (value.Phase, context.AddTask(description));
        }

        bar.Description = description;
        bar.IsIndeterminate = value.BytesTotal == 0;
        if (value.BytesTotal > 0)
        {
            bar.MaxValue = value.BytesTotal;
            bar.Value = value.BytesDone;
        }

        if (value.Phase == ProvisioningPhase.Ready)
            Finish();
    }

    private void Finish()
    {
        if (bar is null)
            return;
        bar.IsIndeterminate = false;
        bar.Value = bar.MaxValue;
        bar.StopTask();
    }
}
