using Lms.Migrations;
using Lms.Migrations.Policies;
using Lms.Migrations.Windows;

namespace Lms.Cli.Databases.Local;

/// <summary>Open on somebody's word, where nobody keeps windows.</summary>
internal sealed class OverriddenGate : IChangeGate
{
    public WindowState Look() => new(IsOpen: true, IsConfined: true, Until: null, NextOpening: null, "its window is overridden");

    /// <summary>The policy of a run that waits for no window; the history keeps who said so.</summary>
    public static RunPolicy PolicyFor(RunContext run) => new()
    {
        Gate = new OverriddenGate(),
        Notes = [RunNote.WindowOverridden(run.Actor, run.Reason!, "no window is known here")],
    };
}
