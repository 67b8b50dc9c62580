using FsCheck;
using FsCheck.Fluent;
using Lms.Migrations.Catalog;
using Lms.Migrations.Catalog.Sql;
using Lms.Migrations.History;
using Lms.Migrations.Planning;

namespace Lms.Migrations.Tests.Planning;

/// <summary>Wherever a run is stopped and however often, what it is told to do next is the rest of its plan: nothing twice, nothing more.</summary>
public sealed class ContinuedPlanPropertyTests
{
    private static readonly Config Thoroughly = Config.QuickThrowOnFailure.WithMaxTest(1_000);
    private static readonly MigrationRunnerOptions Options = new();

    private static readonly Gen<Story> Stories =
        from transactional in Gen.Elements(true, false).ListOf()
        where transactional.Count is > 0 and < 8
        from applied in Gen.Choose(0, transactional.Count)
        from direction in Gen.Elements(Direction.Up, Direction.Down)
        from count in Gen.Choose(1, 8)
        from stops in Gen.Zip(Gen.Choose(0, 3), Gen.Elements(true, false)).ListOf()
        select new Story([.. transactional], applied, direction, count, [.. stops]);

    [Fact]
    public void A_plan_that_is_gone_on_with_is_done_once_and_in_order() =>
        Check.One(Thoroughly, Prop.ForAll(Stories.ToArbitrary(), story =>
        {
            var database = new Database(story);
            var pinned = story.Direction == Direction.Up ? database.Plan(new MigrateRequest()) : database.Plan(new RollbackRequest.Last(story.Count));
            Assert.Empty(pinned.Refusals);

            var done = story.Stops.SelectMany((stop, attempt) => database.Run(pinned.Pin(), isContinued: attempt > 0, stop.Steps, stop.IsHalfDone)).ToList();
            done.AddRange(database.Run(pinned.Pin(), isContinued: story.Stops.Count > 0, steps: int.MaxValue, isHalfDone: false));

            Assert.Equal(pinned.Steps.Select(step => step.Migration.Id), done);
        }));

    /// <summary>What happens to one plan.</summary>
    /// <param name="Transactional">For each migration, whether it is.</param>
    /// <param name="Applied">How many of them are applied before.</param>
    /// <param name="Direction">Of the plan.</param>
    /// <param name="Count">How many a rollback shall undo.</param>
    /// <param name="Stops">For each attempt that is stopped: after how many steps, and whether the next one was begun.</param>
    public sealed record Story(
        IReadOnlyList<bool> Transactional, int Applied, Direction Direction, int Count, IReadOnlyList<(int Steps, bool IsHalfDone)> Stops);

    /// <summary>A history as runs would leave it.</summary>
    private sealed class Database
    {
        private readonly Planner planner = new("test", Options, gate: null);
        private readonly MigrationCatalog catalog;
        private readonly SortedDictionary<MigrationVersion, HistoryEntry> entries = [];

        public Database(Story story)
        {
            catalog = new MigrationCatalog("migrations", [.. story.Transactional.Select((isTransactional, index) => Parse($"{index + 1}", isTransactional))]);
            foreach (var migration in catalog.Migrations.Take(story.Applied))
                Record(migration, EntryStatus.Applied);
        }

        private IReadOnlyList<HistoryEntry> Entries => [.. entries.Values];

        public MigrationPlan Plan(MigrateRequest request) => planner.Plan(catalog, Entries, request);

        public MigrationPlan Plan(RollbackRequest request) => planner.Plan(catalog, Entries, request);

        /// <returns>What it did.</returns>
        public List<string> Run(PinnedPlan pinned, bool isContinued, int steps, bool isHalfDone)
        {
            var plan = planner.Plan(catalog, Entries, pinned, isContinued);
            Assert.Empty(plan.Refusals);
            foreach (var step in plan.Steps.Take(steps))
                Record(step.Migration, step.Direction == Direction.Up ? EntryStatus.Applied : EntryStatus.RolledBack);
            if (isHalfDone && plan.Steps.ElementAtOrDefault(steps) is { Section.Options.Transaction: false } next)
                Record(next.Migration, EntryStatus.Failed);
            return [.. plan.Steps.Take(steps).Select(step => step.Migration.Id)];
        }

        private void Record(Migration migration, EntryStatus status) => entries[migration.Version] = new HistoryEntry(
            migration.Version, migration.Name, Description: null, migration.Checksum, status, DateTimeOffset.UnixEpoch, "tester", DurationMs: 1, Guid.Empty, Error: null);

        private static Migration Parse(string version, bool isTransactional)
        {
            var options = isTransactional ? "" : " transaction:false";
            return SqlMigrationParser.Parse(
                $"{version}-step.sql", $"-- migrate:up{options}\nSELECT {version};\n-- migrate:down{options}\nSELECT -{version};\n",
                MigrationVersion.Parse(version), "step", [])!;
        }
    }
}
