using Lms.Migrations.Policies;
using Lms.Migrations.Windows;

namespace Lms.Migrations.Tests.Runs.Harness;

/// <summary>A database's window, opened and closed by a test.</summary>
public sealed class SwitchedGate : IChangeGate
{
    public static readonly DateTimeOffset NextOpening = new(2026, 12, 6, 1, 0, 0, TimeSpan.Zero);

    private int left;

    private SwitchedGate(int looks) => left = looks;

    /// <summary>Open until it is closed.</summary>
    public static SwitchedGate Open() => new(int.MaxValue);

    /// <summary>Closed for whoever has looked that many times.</summary>
    public static SwitchedGate ClosingAfter(int looks) => new(looks);

    /// <summary>Whether anybody found it closed.</summary>
    public bool WasFoundClosed { get; private set; }

    public void Close() => Volatile.Write(ref left, 0);

    public WindowState Look()
    {
        if (Volatile.Read(ref left) > 0 && Interlocked.Decrement(ref left) >= 0)
            return new WindowState(IsOpen: true, IsConfined: true, Until: null, NextOpening: null, "the window Sun 02:00-04:00 is open");

        WasFoundClosed = true;
        return new WindowState(IsOpen: false, IsConfined: true, Until: null, NextOpening, "the next window opens on Sunday");
    }
}
