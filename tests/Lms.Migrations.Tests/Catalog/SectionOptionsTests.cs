using Lms.Migrations.Catalog;

namespace Lms.Migrations.Tests.Catalog;

public sealed class SectionOptionsTests : CatalogTest
{
    public static TheoryData<string, SectionOptions> Valid => new()
    {
        { "", SectionOptions.Default },
        { "transaction:true", SectionOptions.Default },
        { "transaction:false", new SectionOptions { Transaction = false } },
        { "lock_timeout:10ms", new SectionOptions { LockTimeout = TimeSpan.FromMilliseconds(10) } },
        { "lock_timeout:2s", new SectionOptions { LockTimeout = TimeSpan.FromSeconds(2) } },
        { "lock_timeout:1.5s", new SectionOptions { LockTimeout = TimeSpan.FromSeconds(1.5) } },
        { "lock_timeout:5min", new SectionOptions { LockTimeout = TimeSpan.FromMinutes(5) } },
        { "statement_timeout:0", new SectionOptions { StatementTimeout = TimeSpan.Zero } },
        { "statement_timeout:7d", new SectionOptions { StatementTimeout = TimeSpan.FromDays(7) } },
        { "window:required", new SectionOptions { RequiresWindow = true } },
        {
            "window:required  statement_timeout:1h\ttransaction:false lock_timeout:1m",
            new SectionOptions
            {
                Transaction = false, LockTimeout = TimeSpan.FromMinutes(1), StatementTimeout = TimeSpan.FromHours(1), RequiresWindow = true,
            }
        },
    };

    [Theory, MemberData(nameof(Valid))]
    public async Task Options_stand_after_the_marker(string options, SectionOptions expected)
    {
        var migration = await ReadAsync($"-- migrate:up {options}\nSELECT 1;\n-- migrate:down {options}\n");

        Assert.Equal(expected, migration.Up.Options);
        Assert.Equal(expected, migration.Down!.Options);
    }

    [Theory]
    [InlineData("transaction:no", "transaction:no is neither transaction:true nor transaction:false")]
    [InlineData("transaction:False", "transaction:False is neither transaction:true nor transaction:false")]
    [InlineData("transaction", "transaction: is neither transaction:true nor transaction:false")]
    [InlineData("lock_timeout:5", "lock_timeout:5 is not a duration; write a number and a unit: 500ms, 2s, 5min, 1h")]
    [InlineData("lock_timeout:-1s", "lock_timeout:-1s is not a duration; write a number and a unit: 500ms, 2s, 5min, 1h")]
    [InlineData("lock_timeout:soon", "lock_timeout:soon is not a duration; write a number and a unit: 500ms, 2s, 5min, 1h")]
    [InlineData("lock_timeout:0", "lock_timeout:0 is out of range; it must be from 10ms to 5min")]
    [InlineData("lock_timeout:9ms", "lock_timeout:9ms is out of range; it must be from 10ms to 5min")]
    [InlineData("lock_timeout:301s", "lock_timeout:301s is out of range; it must be from 10ms to 5min")]
    [InlineData("statement_timeout:8d", "statement_timeout:8d is out of range; it must be from 0 to 7d")]
    [InlineData("statement_timeout:", "statement_timeout: is not a duration; write a number and a unit: 500ms, 2s, 5min, 1h")]
    [InlineData("window:open", "window:open is not known; the only value is window:required")]
    [InlineData("colour:red", "unknown option 'colour'; known are transaction, lock_timeout, statement_timeout and window")]
    [InlineData("Transaction:false", "unknown option 'Transaction'; known are transaction, lock_timeout, statement_timeout and window")]
    [InlineData("lock_timeout:1s lock_timeout:2s", "option 'lock_timeout' is given twice")]
    [InlineData("transaction:true transaction:true", "option 'transaction' is given twice")]
    public async Task An_option_that_is_not_understood_is_a_fault_in_the_line_of_its_marker(string options, string message) =>
        Assert.Equal([$"2: {message}", $"4: {message}"], await FaultsAsync($"\n-- migrate:up {options}\nSELECT 1;\n-- migrate:down {options}\n"));

    [Fact]
    public async Task Every_option_that_is_wrong_is_named() =>
        Assert.Equal(3, (await FaultsAsync("-- migrate:up a:b window:no lock_timeout:x\nSELECT 1;\n")).Count);

    [Fact]
    public async Task A_verify_section_takes_no_options() =>
        Assert.Equal(
            ["3: option 'transaction' has no place here: a verify section takes no options"],
            await FaultsAsync("-- migrate:up\nSELECT 1;\n-- migrate:verify transaction:false\nSELECT 2;\n"));
}
