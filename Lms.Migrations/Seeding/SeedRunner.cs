using System.Runtime.CompilerServices;
using Lms.Migrations.Execution;
using Lms.Migrations.Failures;
using Lms.Migrations.Policies;

namespace Lms.Migrations.Seeding;

/// <summary>Fills one database with demo or reference data, and remembers that it did.</summary>
/// <remarks>Seeders top up: at a greater scale they add what is missing. One that ran at this scale or a greater one, and was
/// not changed since, is skipped. Each runs under the database's lease: in one transaction in PostgreSQL; over documents range by
/// range, several at a time, so that a seeder that was stopped is run again and adds the rest.</remarks>
public sealed class SeedRunner
{
    private readonly DatabaseAccess access;

    /// <inheritdoc cref="MigrationRunner(DatabaseTarget, MigrationRunnerOptions, RunContext, TimeProvider, Policies.RunPolicy, Reading.ReadingCache)"/>
    public SeedRunner(
        DatabaseTarget target, MigrationRunnerOptions? options = null, RunContext? context = null, TimeProvider? time = null,
        RunPolicy? policy = null) =>
        access = new DatabaseAccess(target, options, context, time, policy);

    /// <summary>Runs the seeders that have something to do.</summary>
    /// <param name="scale">How much: 1 is about a thousand users. Greater than 0, at most 100,000.</param>
    /// <param name="cancellationToken">Cancels. In PostgreSQL the seeder under way leaves nothing; documents that it wrote stay.</param>
    /// <returns><see cref="SeedEvent"/>s, and <see cref="WaitingForLease"/> and <see cref="LeaseAcquired"/> between them.</returns>
    /// <exception cref="RequestException">The scale is out of range, or the database has no seeders.</exception>
    /// <exception cref="SeederFailedException">A seeder failed; those before it are done.</exception>
    /// <exception cref="WindowClosedException">The gate of the policy has closed; the seeders before that are done.</exception>
    public async IAsyncEnumerable<MigrationEvent> SeedAsync(decimal scale, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (scale is <= 0 or > 100_000)
            throw new RequestException($"Scale {scale} is out of range; it must be greater than 0 and at most 100000.");

        var seeders = ReadSeeders();
        await foreach (var happened in EventSink.StreamAsync((events, token) => RunAsync(seeders, scale, events, token), cancellationToken).ConfigureAwait(false))
            yield return happened;
    }

    /// <summary>How every seeder stands; changes nothing.</summary>
    /// <exception cref="RequestException">The database has no seeders.</exception>
    public async Task<IReadOnlyList<SeederStatus>> GetStatusAsync(CancellationToken cancellationToken)
    {
        var seeders = ReadSeeders();
        var records = await access.UseAsync(
            database => database.ReadSeedersAsync(cancellationToken), cancellationToken).ConfigureAwait(false);
        return [.. seeders.Select(seeder => Describe(seeder, records.GetValueOrDefault(seeder.Name)))];
    }

    private Task<bool> RunAsync(IReadOnlyList<Seeder> seeders, decimal scale, EventSink events, CancellationToken cancellationToken) =>
        access.UseAsync(database => access.Leased(database, access.Context.ForRun(), events).RunAsync(
            async (lease, _, token) =>
            {
                var records = await database.ReadSeedersAsync(token).ConfigureAwait(false);
                if (seeders.Any(seeder => !IsDone(seeder, records.GetValueOrDefault(seeder.Name), scale)))
                    await new NoteRecording(database, lease).RecordAsync(access.Policy.Notes, token).ConfigureAwait(false);
                for (var i = 0; i < seeders.Count; i++)
                {
                    if (IsDone(seeders[i], records.GetValueOrDefault(seeders[i].Name), scale))
                    {
                        events.Raise(new SeederSkipped(seeders[i].Name, "it ran at this scale or a greater one before"));
                        continue;
                    }

                    access.Policy.Gate.ThrowIfClosed();
                    events.Raise(new SeederStarted(seeders[i].Name, i + 1, seeders.Count));
                    var began = access.Time.GetTimestamp();
                    var rows = await database.SeedAsync(seeders[i], scale, lease, token).ConfigureAwait(false);
                    events.Raise(new SeederCompleted(seeders[i].Name, access.Time.GetElapsedTime(began), rows));
                }

                return true;
            },
            cancellationToken), cancellationToken);

    private IReadOnlyList<Seeder> ReadSeeders() => access.Target.SeederDirectory is { } directory
        ? SeederReader.Read(directory, access.Target.Engine)
        : throw new RequestException($"Database '{access.Target.Name}' has no seeders; name their directory in the configuration.");

    private static bool IsDone(Seeder seeder, SeederRecord? record, decimal scale) =>
        record is not null && record.Scale >= scale && record.Checksum == seeder.Checksum;

    private static SeederStatus Describe(Seeder seeder, SeederRecord? record) => record is null
        ? new SeederStatus(seeder.Name, null, null, null, null, null, IsModified: false)
        : new SeederStatus(
            seeder.Name, record.ExecutedAt, record.ExecutedBy, record.Scale, record.Rows, record.DurationMs, record.Checksum != seeder.Checksum);
}

/// <summary>What a database remembers of a seeder.</summary>
internal sealed record SeederRecord(
    string Name, DateTimeOffset ExecutedAt, string ExecutedBy, decimal Scale, long Rows, string Checksum, long DurationMs);
