using Lms.Migrations.Planning;

namespace Lms.Migrations.Failures;

/// <summary>A guard forbids the run; nothing was changed.</summary>
public sealed class RefusedException(IReadOnlyList<Refusal> refusals)
    : MigrationException(string.Join(Environment.NewLine, refusals.Select(refusal => refusal.Message)))
{
    /// <summary>Every reason; at least one.</summary>
    public IReadOnlyList<Refusal> Refusals { get; } = refusals;
}
