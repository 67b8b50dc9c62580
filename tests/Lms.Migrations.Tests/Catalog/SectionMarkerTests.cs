namespace Lms.Migrations.Tests.Catalog;

public sealed class SectionMarkerTests : CatalogTest
{
    [Theory]
    [InlineData("-- migrate:up")]
    [InlineData("--migrate:up")]
    [InlineData("--   migrate:up")]
    [InlineData("--\tmigrate:up")]
    [InlineData("-- migrate:up   \t")]
    [InlineData("-- migrate:up\r")]
    [InlineData("\uFEFF-- migrate:up")]
    [InlineData("-- migrate:up transaction:true")]
    [InlineData("-- migrate:up\ttransaction:true  lock_timeout:1s ")]
    public async Task A_marker_may_be_written_as_dbmate_reads_it(string marker)
    {
        var migration = await ReadAsync($"{marker}\nSELECT 1;\n{marker.Replace("up", "down").TrimStart('\uFEFF')}\nSELECT 2;\n");

        Assert.Equal("SELECT 1", Assert.Single(migration.Up.Statements).Text);
        Assert.Equal("SELECT 2", Assert.Single(migration.Down!.Statements).Text);
    }

    [Theory]
    [InlineData("-- Migrate:up", "not well written")]
    [InlineData("-- migrate:UP", "not well written")]
    [InlineData("-- migrate: up", "not well written")]
    [InlineData("-- migrate :up", "not well written")]
    [InlineData("-- migrate up", "not well written")]
    [InlineData("--- migrate:up", "not well written")]
    [InlineData("-- migrate:", "not well written")]
    [InlineData("  -- migrate:up", "first column")]
    [InlineData("/* a */ -- migrate:up", "first column")]
    [InlineData("-- migrate:sideways", "unknown section 'sideways'")]
    [InlineData("-- migrate:up;", "unknown section 'up;'")]
    [InlineData("-- migrate:uptransaction:false", "unknown section 'uptransaction:false'")]
    [InlineData("-- migrate:backfills table:users", "unknown section 'backfills'; a migration has the sections up or backfill, verify and down")]
    public async Task A_marker_that_is_badly_written_is_the_one_fault(string marker, string reason)
    {
        var fault = Assert.Single(await FaultsAsync($"\n\n{marker}\nSELECT 1;\n"));

        Assert.StartsWith("3: ", fault);
        Assert.Contains(reason, fault);
    }

    [Theory]
    [InlineData("-- Migrate:backfill", "not well written")]
    [InlineData("-- migrate: backfill", "not well written")]
    [InlineData("-- migrate backfill", "not well written")]
    [InlineData("  -- migrate:backfill", "first column")]
    public async Task A_backfill_marker_that_is_badly_written_is_found(string marker, string reason)
    {
        var written = marker == "-- migrate backfill" ? marker : marker + " table:users key:id";

        var fault = Assert.Single(await FaultsAsync($"{written}\nUPDATE users SET a = 1;\n"), fault => fault.Contains(reason));
        Assert.StartsWith("1: ", fault);
    }

    [Theory]
    [InlineData("-- migrate: see the wiki")]
    [InlineData("-- migrate backfills later")]
    [InlineData("-- migrates up to three rows")]
    [InlineData("-- migrate up to three rows")]
    [InlineData("-- how to migrate:up")]
    [InlineData("/* migrate:down */")]
    [InlineData("/*\n-- migrate:down\n*/")]
    [InlineData("SELECT '\n-- migrate:down\n';")]
    [InlineData("SELECT $$\n-- migrate:down\n$$;")]
    [InlineData("SELECT \"\n-- migrate:down\n\" FROM t;")]
    public async Task What_is_no_marker_opens_no_section(string text)
    {
        var migration = await ReadAsync($"-- migrate:up\nSELECT 1;\n{text}\nSELECT 2;\n");

        Assert.Null(migration.Down);
        Assert.Equal("SELECT 2", migration.Up.Statements[^1].Text);
    }

    [Fact]
    public async Task A_section_that_stands_twice_names_the_first_one() =>
        Assert.Equal(
            ["3: a second up section; the first is in line 1", "7: a second down section; the first is in line 5"],
            await FaultsAsync("-- migrate:up\nSELECT 1;\n-- migrate:up\nSELECT 2;\n-- migrate:down\nSELECT 3;\n-- migrate:down\n"));

    [Fact]
    public async Task Sections_before_the_up_section_are_faults() =>
        Assert.Equal(
            ["1: the down section must come after the up section", "3: the verify section must come after the up section"],
            await FaultsAsync("-- migrate:down\nSELECT 1;\n-- migrate:verify\nSELECT 2;\n-- migrate:up\nSELECT 3;\n"));

    [Fact]
    public async Task The_faults_inside_a_section_with_a_bad_marker_are_found_too() =>
        Assert.Collection(
            await FaultsAsync(" -- migrate:up colour:red\nVACUUM;\n-- Migrate:down\nCOMMIT;\n-- migrate:down\nABORT;\n"),
            fault => Assert.StartsWith("1: a marker must begin", fault),
            fault => Assert.StartsWith("1: unknown option 'colour'", fault),
            fault => Assert.StartsWith("2: VACUUM cannot", fault),
            fault => Assert.StartsWith("3: this marker is not well written", fault),
            fault => Assert.StartsWith("4: transaction control", fault),
            fault => Assert.StartsWith("5: a second down section", fault),
            fault => Assert.StartsWith("6: transaction control", fault));
}
