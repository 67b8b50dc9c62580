using FsCheck;
using FsCheck.Fluent;
using Lms.Migrations.Catalog;
using Lms.Migrations.Catalog.Sql;
using Lms.Migrations.Planning;

namespace Lms.Migrations.Tests.Planning;

/// <summary>Two plans have the same hash if and only if they say the same, tried on random pairs that differ little.</summary>
public sealed class PlanHashPropertyTests
{
    private static readonly Config Thoroughly = Config.QuickThrowOnFailure.WithMaxTest(2_000);

    // Few of each, so that pairs are often alike in all but one thing.
    private static readonly Gen<PlannedFile> AnyStep =
        from version in Gen.Elements("1", "2", "12")
        from up in Gen.Elements("SELECT 1", "SELECT 2", "SELECT 1; SELECT 2")
        from options in Gen.Elements("", "lock_timeout:1s", "transaction:false", "window:required")
        from verify in Gen.Elements("", "SELECT 1", "SELECT 1; SELECT 2", "SELECT 12")
        from down in Gen.Elements("SELECT 1", "SELECT 2", "SELECT 1; SELECT 2")
        select new PlannedFile(version, up, options, verify, down);

    private static readonly Gen<Plan> AnyPlan =
        from database in Gen.Elements("lms", "lms\nUp", "")
        from direction in Gen.Elements(Direction.Up, Direction.Down)
        from late in Gen.Elements(true, false)
        from steps in AnyStep.ListOf()
        select new Plan(database, direction, late, [.. steps.Take(3)]);

    /// <summary>A plan and the same again, or one that differs in one place, or another one.</summary>
    private static readonly Gen<(Plan One, Plan Other)> Pairs =
        from one in AnyPlan
        from another in AnyPlan
        from at in Gen.Choose(0, 2)
        from step in AnyStep
        from other in Gen.Elements(
            one, another, one with { Database = another.Database }, one with { Direction = another.Direction }, one with { AllowsOutOfOrder = !one.AllowsOutOfOrder },
            one with { Steps = [.. one.Steps.Reverse()] }, one with { Steps = [.. one.Steps.Skip(1)] },
            one with { Steps = [.. one.Steps.Take(at), step, .. one.Steps.Skip(at + 1)] },
            one with { Steps = [.. one.Steps.Select(own => own with { Down = step.Down })] },
            one with { Steps = [.. one.Steps.Select(own => own with { Options = step.Options, Verify = step.Verify })] })
        select (one, other);

    [Fact]
    public void Plans_have_the_same_hash_if_and_only_if_they_say_the_same() =>
        Check.One(Thoroughly, Prop.ForAll(Pairs.ToArbitrary(), pair =>
            (pair.One.Pin().Hash == pair.Other.Pin().Hash) == (pair.One.Meaning == pair.Other.Meaning)));

    [Fact]
    public void Half_of_the_pairs_say_the_same_and_half_do_not()
    {
        var alike = Pairs.Sample(1_000).Count(pair => pair.One.Meaning == pair.Other.Meaning);

        Assert.InRange(alike, 100, 900);
    }

    [Fact]
    public void Texts_that_run_together_are_told_apart() =>
        Check.One(Thoroughly, Prop.ForAll(
            Gen.Elements("", "1", "11", "\n", "Up", "é").ListOf().Two().ToArbitrary(),
            lists => (PartsHash.Of(lists.Item1) == PartsHash.Of(lists.Item2)) == lists.Item1.SequenceEqual(lists.Item2)));

    /// <summary>What a file says.</summary>
    public sealed record PlannedFile(string Version, string Up, string Options, string Verify, string Down)
    {
        /// <summary>What is run, or asked, in one direction, and under which conditions.</summary>
        public string MeaningOf(Direction direction) => direction == Direction.Up
            ? $"{Version}|{Up}|{Options}|{Verify}"
            : $"{Version}|{Up}|{Down}";

        public Migration Parse()
        {
            var faults = new List<CatalogFault>();
            var text = $"-- migrate:up {Options}\n{Up};\n{(Verify.Length > 0 ? $"-- migrate:verify\n{Verify};\n" : "")}-- migrate:down\n{Down};\n";
            var migration = SqlMigrationParser.Parse($"{Version}-step.sql", text, MigrationVersion.Parse(Version), "step", faults);
            Assert.Empty(faults);
            return migration!;
        }
    }

    /// <summary>What a plan says.</summary>
    public sealed record Plan(string Database, Direction Direction, bool AllowsOutOfOrder, IReadOnlyList<PlannedFile> Steps)
    {
        public string Meaning => $"{Database}|{Direction}|{AllowsOutOfOrder}|{string.Join('/', Steps.Select(step => step.MeaningOf(Direction)))}";

        public PinnedPlan Pin() => new MigrationPlan(
            Database, Direction, [.. Steps.Select(step => PlannedStep.Of(step.Parse(), Direction, new MigrationRunnerOptions()))], [])
        {
            AllowsOutOfOrder = AllowsOutOfOrder,
        }.Pin();
    }
}
