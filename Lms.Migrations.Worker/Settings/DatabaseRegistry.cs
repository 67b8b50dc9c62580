using System.Diagnostics.CodeAnalysis;

namespace Lms.Migrations.Worker.Settings;

/// <summary>The databases that this worker looks after.</summary>
internal sealed class DatabaseRegistry(WorkerSettings settings)
{
    public IReadOnlyList<DatabaseSettings> All => settings.Databases;

    public IEnumerable<string> Names => settings.Databases.Select(database => database.Target.Name);

    public bool TryFind(string name, [NotNullWhen(true)] out DatabaseSettings? database) =>
        (database = settings.Databases.FirstOrDefault(candidate => candidate.Target.Name == name)) is not null;

    /// <exception cref="DatabaseNotFoundException">There is none of that name.</exception>
    public DatabaseSettings Require(string name) => TryFind(name, out var database) ? database : throw new DatabaseNotFoundException(name, Names);
}

/// <summary>A database that no worker looks after.</summary>
internal sealed class DatabaseNotFoundException(string name, IEnumerable<string> known)
    : Exception($"There is no database '{(name.Length > 100 ? name[..100] + "…" : name)}' here; there are: {string.Join(", ", known)}.");
