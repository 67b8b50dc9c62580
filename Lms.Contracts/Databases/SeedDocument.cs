namespace Lms.Contracts.Databases;

/// <summary>What a seeding did.</summary>
/// <param name="Name">The database.</param>
/// <param name="Engine"><c>postgresql</c> or <c>mongodb</c>.</param>
/// <param name="Scale">How much was asked for; 1 is about a thousand users.</param>
/// <param name="Seeders">In order.</param>
public sealed record SeedDocument(string Name, string Engine, decimal Scale, IReadOnlyList<SeededDocument> Seeders);

/// <summary>One seeder of it.</summary>
/// <param name="Name">The file name without extension.</param>
/// <param name="Outcome"><c>seeded</c> or <c>skipped</c>.</param>
/// <param name="Rows">Rows or documents inserted or changed; null when it was skipped.</param>
/// <param name="DurationMs">How long it took; null when it was skipped.</param>
/// <param name="Why">Why it was skipped; else null.</param>
public sealed record SeededDocument(string Name, string Outcome, long? Rows, long? DurationMs, string? Why);

/// <summary>How the seeders of a database stand.</summary>
public sealed record SeedStatusDocument(string Name, string Engine, IReadOnlyList<SeederDocument> Seeders);

/// <summary>One seeder.</summary>
/// <param name="Name">The file name without extension.</param>
/// <param name="State"><c>pending</c>, <c>seeded</c>, or <c>modified</c> when its file was edited since.</param>
/// <param name="ExecutedAt">When it last ran; null when it never did.</param>
/// <param name="ExecutedBy">Who asked for that.</param>
/// <param name="Scale">The scale of that run.</param>
/// <param name="Rows">Rows or documents inserted or changed so far.</param>
/// <param name="DurationMs">How long that run took.</param>
public sealed record SeederDocument(
    string Name, string State, DateTimeOffset? ExecutedAt, string? ExecutedBy, decimal? Scale, long? Rows, long? DurationMs);
