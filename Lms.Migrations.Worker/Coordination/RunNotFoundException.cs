namespace Lms.Migrations.Worker.Coordination;

/// <summary>There is no such thing as was asked about.</summary>
internal sealed class RunNotFoundException(Guid run) : Exception($"There is no run {run}.")
{
    public Guid Run { get; } = run;
}
