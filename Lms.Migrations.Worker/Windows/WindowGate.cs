using Lms.Migrations.Policies;
using Lms.Migrations.Windows;

namespace Lms.Migrations.Worker.Windows;

/// <summary>Whether one database may be changed now, by its windows and freezes.</summary>
internal sealed class WindowGate(WindowBook book, string database) : IChangeGate
{
    public WindowState Look() => book.StateOf(database);
}

/// <summary>Whether it may be changed at a time that was asked for.</summary>
internal sealed class WindowGateAt(WindowBook book, string database, DateTimeOffset at) : IChangeGate
{
    public WindowState Look() => book.StateOf(database, at);
}

/// <summary>Open on somebody's word.</summary>
internal sealed class OverriddenGate : IChangeGate
{
    public WindowState Look() => new(IsOpen: true, IsConfined: true, Until: null, NextOpening: null, "its window is overridden");
}
