using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Migrations.Catalog;
using Lms.Migrations.Planning;
using Lms.Migrations.Worker.Settings;

namespace Lms.Migrations.Worker.Databases;

/// <summary>One migration with its statements.</summary>
internal sealed class MigrationContent(DatabaseReading reading, WorkerSettings settings)
{
    /// <summary>Null when neither the catalog nor the history has it.</summary>
    public async Task<MigrationContentDocument?> OfAsync(DatabaseTarget target, MigrationVersion version, CancellationToken cancellationToken)
    {
        var status = await reading.StatusAsync(target.Name, cancellationToken);
        if (status.Migrations.FirstOrDefault(migration => migration.Version == version) is not { } found)
            return null;

        var migration = (await reading.CatalogAsync(target.Name, cancellationToken)).Find(version);
        return new MigrationContentDocument(
            target.Name, EngineName.Of(target.Engine), found.ToDocument(),
            migration is null ? null : Step(migration, Direction.Up).ToDocument(),
            migration?.Down is null ? null : Step(migration, Direction.Down).ToDocument())
        {
            Below = status.Migrations.LastOrDefault(other => other.Version < version && other.IsApplied)?.Version.ToString(),
        };
    }

    private PlannedStep Step(Migration migration, Direction direction) => PlannedStep.Of(migration, direction, settings.Options);
}
