using Lms.Migrations.Catalog;
using Lms.Migrations.Catalog.Sql;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Tests.Runs.Harness;
using Lms.Migrations.Windows;

namespace Lms.Migrations.Tests.Planning;

/// <summary>A migration that asks for a window runs in none but an open one.</summary>
public sealed class RequiredWindowTests
{
    private static readonly MigrationCatalog Catalog = new("migrations", [Parse("1", "-- migrate:up window:required\nSELECT 1;\n"), Parse("2", "-- migrate:up\nSELECT 2;\n")]);

    [Fact]
    public void Where_nobody_keeps_windows_it_is_refused_and_says_who_does()
    {
        var refusal = Assert.Single(Plan(gate: null).Refusals);

        Assert.Equal((RefusalKind.Window, "1"), (refusal.Kind, $"{refusal.Version}"));
        Assert.Equal("1-step may run only in a maintenance window, and no window is known here.", refusal.Message);
        Assert.Contains("--server", refusal.WayOut, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_database_has_no_window_it_is_refused_although_others_may_run()
    {
        var refusal = Assert.Single(Plan(new Gate(new WindowState(IsOpen: true, IsConfined: false, Until: null, NextOpening: null, "it has no window"))).Refusals);

        Assert.Equal("1-step may run only in a maintenance window, and this database has none.", refusal.Message);
    }

    [Fact]
    public void In_an_open_window_it_runs() => Assert.Empty(Plan(SwitchedGate.Open()).Refusals);

    [Fact]
    public void A_closed_window_is_told_once_and_for_all_steps()
    {
        var refusal = Assert.Single(Plan(SwitchedGate.ClosingAfter(0)).Refusals);

        Assert.Equal((RefusalKind.Window, null, SwitchedGate.NextOpening), (refusal.Kind, refusal.Version, refusal.NextOpening));
    }

    [Fact]
    public void Only_the_steps_of_a_pinned_plan_ask_for_it()
    {
        var later = new Planner("test", new MigrationRunnerOptions(), gate: null).Plan(Catalog, [], new MigrateRequest(AllowOutOfOrder: true)).Pin();
        later = later with { Steps = [.. later.Steps.Skip(1)] };

        Assert.Empty(new Planner("test", new MigrationRunnerOptions(), gate: null).Plan(Catalog, [], later, isContinued: true).Refusals);
    }

    private static MigrationPlan Plan(IChangeGate? gate) => new Planner("test", new MigrationRunnerOptions(), gate).Plan(Catalog, [], new MigrateRequest());

    private static Migration Parse(string version, string text) =>
        SqlMigrationParser.Parse($"{version}-step.sql", text, MigrationVersion.Parse(version), "step", [])!;

    private sealed class Gate(WindowState state) : IChangeGate
    {
        public WindowState Look() => state;
    }
}
