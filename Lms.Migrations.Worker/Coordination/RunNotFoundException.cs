namespace Lms.Migrations.Worker.Coordination;

/// <summary>There is no such thing as was asked about.</summary>
internal sealed class RunNotFoundException(Guid id) : Exception($"There is no run {id}.");
