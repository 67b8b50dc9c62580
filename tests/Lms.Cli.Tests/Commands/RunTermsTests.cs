using Lms.Testing;

namespace Lms.Cli.Tests.Commands;

/// <summary>Plans that were looked at, and windows that are overridden, without any worker.</summary>
public sealed class RunTermsTests(PostgresServer server) : CliTest(server)
{
    [Fact]
    public async Task The_plan_that_was_looked_at_is_run_and_no_other()
    {
        Catalog.WithTable("001", "one");
        var hash = (await RunJsonAsync("plan")).First.GetProperty("hash").GetString()!;
        Assert.Contains($"main: would apply 1 migration  hash {hash[..12]}…", (await RunWellAsync("plan")).Out, StringComparison.Ordinal);
        Catalog.WithTable("002", "two");

        var changed = await RunAsync("migrate", "--plan-hash", hash);
        await RunWellAsync("migrate", "--to", "001", "--plan-hash", hash);

        Assert.Equal(5, changed.ExitCode);
        Assert.Contains("The plan has changed since it was looked at", changed.Error, StringComparison.Ordinal);
        Assert.Equal((true, false), (await ExistsAsync("one"), await ExistsAsync("two")));
    }

    [Fact]
    public async Task A_rollback_can_be_looked_at_first_too()
    {
        Catalog.WithTable("001", "one").WithTable("002", "two");
        await RunWellAsync("migrate");
        var hash = (await RunJsonAsync("rollback", "--dry-run")).First.GetProperty("hash").GetString()!;

        Assert.Equal(5, (await RunAsync("rollback", "--steps", "2", "--plan-hash", hash)).ExitCode);
        await RunWellAsync("rollback", "--plan-hash", hash[..12]);

        Assert.Equal((true, false), (await ExistsAsync("one"), await ExistsAsync("two")));
    }

    [Fact]
    public async Task A_dry_run_is_refused_where_the_run_would_be()
    {
        Catalog.With("001-one.sql", "-- migrate:up window:required\nCREATE TABLE one (id int);\n-- migrate:down\nDROP TABLE one;\n");
        string[] overridden = ["migrate", "--dry-run", "--override-window", "--reason", "incident 4711"];

        var other = await RunJsonAsync([.. overridden, "--plan-hash", "000000000000"]);

        Assert.Equal(5, other.ExitCode);
        Assert.Equal("planChanged", Assert.Single(other.First.GetProperty("refusals").EnumerateArray()).GetProperty("kind").GetString());
        Assert.Equal(0, (await RunAsync([.. overridden, "--plan-hash", other.First.GetProperty("hash").GetString()!])).ExitCode);
        Assert.Equal(5, (await RunAsync("migrate", "--dry-run")).ExitCode);
        Assert.False(await ExistsAsync("one"));
    }

    [Fact]
    public async Task What_requires_a_window_runs_only_for_a_reason_that_is_kept()
    {
        Catalog.With("001-one.sql", "-- migrate:up window:required\nCREATE TABLE one (id int);\n-- migrate:down\nDROP TABLE one;\n");

        Assert.Equal(5, (await RunAsync("migrate")).ExitCode);
        Assert.Equal(2, (await RunAsync("migrate", "--override-window")).ExitCode);
        Assert.False(await ExistsAsync("one"));
        await RunWellAsync("migrate", "--override-window", "--reason", "incident 4711");

        Assert.True(await ExistsAsync("one"));
        Assert.Matches(@"(?m)✓ window overridden .*incident 4711; no window is known here$", (await RunWellAsync("history")).Out);
    }
}
