namespace Lms.Migrations.History;

/// <summary>What a step did, in words and numbers; whether it succeeded is told by the event.</summary>
/// <param name="Message">In words.</param>
/// <param name="Matched">Rows or documents that its filters matched; in an undo, values that were looked at.</param>
/// <param name="Modified">Those of them that it changed.</param>
/// <param name="Batches">Batches committed.</param>
/// <param name="SumBefore">Exact sum before, a decimal number; null when none was asked for.</param>
/// <param name="SumAfter">Exact sum after.</param>
internal sealed record StepOutcome(
    string Message, long Matched = 0, long Modified = 0, long Batches = 0, string? SumBefore = null, string? SumAfter = null);
