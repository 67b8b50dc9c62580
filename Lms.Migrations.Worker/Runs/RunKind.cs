using Lms.Contracts.Runs;

namespace Lms.Migrations.Worker.Runs;

/// <summary>What can be asked of a database.</summary>
internal enum RunKind
{
    /// <inheritdoc cref="RunKinds.Migrate"/>
    Migrate,

    /// <inheritdoc cref="RunKinds.Rollback"/>
    Rollback,

    /// <inheritdoc cref="RunKinds.Seed"/>
    Seed,

    /// <inheritdoc cref="RunKinds.Repair"/>
    Repair,

    /// <inheritdoc cref="RunKinds.Baseline"/>
    Baseline,

    /// <inheritdoc cref="RunKinds.Mark"/>
    Mark,
}
