namespace Lms.Migrations.Worker.Coordination;

/// <summary>What was asked of a run does not fit its state; nothing was changed.</summary>
internal sealed class RunStateException(string message, string wayOut) : Exception(message)
{
    /// <summary>What can be done instead.</summary>
    public string WayOut { get; } = wayOut;
}
