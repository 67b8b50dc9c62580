namespace Lms.Benchmarks.Workloads;

/// <summary>One migration, before it is written in some tool's format.</summary>
/// <param name="Version">Fourteen digits, as every compared tool sorts them alike.</param>
/// <param name="Name">Lower case with underscores.</param>
internal sealed record GeneratedMigration(string Version, string Name, string Up, string Down)
{
    public string FileName => $"{Version}_{Name}";
}
