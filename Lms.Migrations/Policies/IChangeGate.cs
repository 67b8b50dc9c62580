using Lms.Migrations.Windows;

namespace Lms.Migrations.Policies;

/// <summary>Tells whether a database may be changed now. Asked several times a second while a run is under way.</summary>
public interface IChangeGate
{
    /// <summary>How its windows and freezes stand at this moment.</summary>
    WindowState Look();
}
