using Lms.Migrations.Catalog;

namespace Lms.Migrations.Failures;

/// <summary>The catalog is faulty; no database was touched.</summary>
public sealed class CatalogException(IReadOnlyList<CatalogFault> faults)
    : MigrationException(string.Join(Environment.NewLine, faults))
{
    /// <summary>Everything that is wrong, by file and line; at least one.</summary>
    public IReadOnlyList<CatalogFault> Faults { get; } = faults;
}
