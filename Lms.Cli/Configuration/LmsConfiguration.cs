using Lms.Migrations;

namespace Lms.Cli.Configuration;

/// <summary>Which databases there are and how patient a run is: the contents of <c>lms.json</c>.</summary>
/// <param name="Directory">The directory that relative paths and the log start from.</param>
/// <param name="Databases">In the order in which commands visit them; at least one.</param>
/// <param name="Options">Bounds for every run.</param>
internal sealed record LmsConfiguration(
    string Directory, IReadOnlyList<DatabaseTarget> Databases, MigrationRunnerOptions Options);
