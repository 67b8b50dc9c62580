namespace Lms.Migrations.Seeding;

/// <summary>How a seeder stands in a database.</summary>
/// <param name="Name">The file name without extension.</param>
/// <param name="ExecutedAt">When it last ran, by the server's clock; null when it never did.</param>
/// <param name="ExecutedBy">Who asked for that.</param>
/// <param name="Scale">The scale of that run; 1 is about a thousand users.</param>
/// <param name="Rows">How many rows it inserted or changed.</param>
/// <param name="DurationMs">Milliseconds it took.</param>
/// <param name="IsModified">Whether its statements were changed since.</param>
public sealed record SeederStatus(
    string Name, DateTimeOffset? ExecutedAt, string? ExecutedBy, decimal? Scale, long? Rows, long? DurationMs, bool IsModified);


/// <summary>Something worth showing while seeders run.</summary>
public abstract record SeedEvent(string Name) : MigrationEvent;

/// <summary>A seeder begins. <paramref name="Number"/> is 1-based.</summary>
public sealed record SeederStarted(string Name, int Number, int Count) : SeedEvent(Name);

/// <summary>A seeder is done and recorded.</summary>
public sealed record SeederCompleted(string Name, TimeSpan Duration, long Rows) : SeedEvent(Name);

/// <summary>A seeder was not run, and why.</summary>
public sealed record SeederSkipped(string Name, string Why) : SeedEvent(Name);
