namespace Lms.Migrations.Worker.Execution;

/// <summary>Another worker has the run: this one does nothing more for it.</summary>
internal sealed class ClaimLostException() : OperationCanceledException("Another worker has taken this run over.");
