using Lms.Cli.Output;
using Lms.Cli.Output.Views;
using Lms.Migrations;
using Lms.Migrations.Catalog;
using Lms.Migrations.Planning;

namespace Lms.Cli.Tests.Output;

public sealed class TableTests
{
    private static readonly DatabaseStatus Lms = Database("lms", DatabaseEngine.PostgreSql, "create-users-table", "add-indexes-to-chat-messages-table");
    private static readonly DatabaseStatus Withdrawals = Database("withdrawals", DatabaseEngine.MongoDb, "add_withdrawal_fields_to_users");

    [Fact]
    public void Two_databases_stand_in_one_table()
    {
        var lines = Plain(Lms, Withdrawals);

        Assert.StartsWith("DATABASE     ENGINE      STATE      VERSION  NAME", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("lms          postgresql  ✓ applied  001      create-users-table", lines[1], StringComparison.Ordinal);
        Assert.StartsWith("withdrawals  mongodb     ✓ applied  001      add_withdrawal_fields_to_users", lines[3], StringComparison.Ordinal);
        Assert.Equal(["lms          2 applied, 0 pending, 0 failed", "withdrawals  1 applied, 0 pending, 0 failed"], lines[4..6]);
    }

    [Fact]
    public void One_database_is_not_named_in_every_row()
    {
        var lines = Plain(Lms);

        Assert.Equal("lms", lines[0]);
        Assert.StartsWith("STATE      VERSION  NAME", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    public void On_a_terminal_no_line_is_too_wide_and_every_name_can_be_read(int width)
    {
        var text = OnTerminal(width, Lms, Withdrawals);

        Assert.All(text.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, width));
        Assert.Contains("withdrawals", text, StringComparison.Ordinal);
        Assert.Contains("create-users-table", text, StringComparison.Ordinal);
        Assert.DoesNotContain('…', text);
    }

    [Fact]
    public void A_narrow_terminal_does_without_what_matters_least()
    {
        Assert.Contains("postgresql", OnTerminal(140, Lms, Withdrawals), StringComparison.Ordinal);
        var narrow = OnTerminal(80, Lms, Withdrawals);

        Assert.DoesNotContain("postgresql", narrow, StringComparison.Ordinal);
        Assert.DoesNotContain("Duration", narrow, StringComparison.Ordinal);
        Assert.Contains("2026-11-23", narrow, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_must_wrap_is_broken_between_its_words()
    {
        var words = OnTerminal(80, Lms, Withdrawals).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

        Assert.Contains("chat-messages-", words);
        Assert.Contains("table", words);
    }

    private static DatabaseStatus Database(string name, DatabaseEngine engine, params string[] migrations) => new(
        name, engine,
        [.. migrations.Select((migration, index) => new MigrationStatus(
            MigrationVersion.Parse($"{index + 1:000}"), migration, Description: null, MigrationState.Applied,
            new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero), "administrator", DurationMs: 123_456))]);

    private static string[] Plain(params DatabaseStatus[] databases)
    {
        using var text = new StringWriter();
        StatusView.Draw(new PlainCanvas(text), databases);
        return text.ToString().Split('\n');
    }

    private static string OnTerminal(int width, params DatabaseStatus[] databases)
    {
        using var text = new StringWriter { NewLine = "\n" };
        var console = SpectreCanvas.Open(text, colour: false);
        console.Profile.Width = width;
        StatusView.Draw(new SpectreCanvas(console), databases);
        return text.ToString();
    }
}
