using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Tests.Catalog;

public sealed class MigrationFileTests : CatalogTest
{
    private static readonly DateTimeOffset Now = new(2026, 1, 31, 10, 30, 0, TimeSpan.FromHours(1));

    [Theory]
    [InlineData("", "001-add-a-column.sql")]
    [InlineData("001-a.sql 002-b.sql", "003-add-a-column.sql")]
    [InlineData("9_a.sql", "010_add_a_column.sql")]
    [InlineData("0099-a.sql", "0100-add-a-column.sql")]
    [InlineData("001_a.sql 002-b.sql", "003-add-a-column.sql")]
    [InlineData("001.sql", "002-add-a-column.sql")]
    [InlineData("999-a.sql 5-b.sql notes.txt", "1000-add-a-column.sql")]
    [InlineData("20250101000000_a.sql", "20260131093000_add_a_column.sql")]
    [InlineData("20260131093000_a.sql", "20260131093001_add_a_column.sql")]
    [InlineData("99999999999999999999999999999999_a.sql", "100000000000000000000000000000000_add_a_column.sql")]
    public void A_new_file_follows_the_newest_in_the_catalogs_own_style(string existing, string next)
    {
        foreach (var file in existing.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Directory.Write(file, "");

        Assert.Equal(next, MigrationFile.NextName(Directory.Path, "Add a column", DatabaseEngine.PostgreSql, Now));
    }

    [Theory]
    [InlineData("", "001-add-a-field.json")]
    [InlineData("001_a.json", "002_add_a_field.json")]
    [InlineData("001-a.json", "002-add-a-field.json")]
    public void A_new_file_for_documents_is_json(string existing, string next)
    {
        foreach (var file in existing.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            Directory.Write(file, "");

        Assert.Equal(next, MigrationFile.NextName(Directory.Path, "Add a field", DatabaseEngine.MongoDb, Now));
        Assert.Equal(existing.Length > 0 ? DatabaseEngine.MongoDb : null, MigrationFile.EngineOfCatalog(Directory.Path));
    }

    [Theory]
    [InlineData("  Add -- the Größe!  ", "001-add-the-größe.sql")]
    [InlineData("../../etc/passwd", "001-etc-passwd.sql")]
    [InlineData("v2", "001-v2.sql")]
    public void Any_words_make_a_name(string name, string file) => Assert.Equal(file, MigrationFile.NextName(Directory.Path, name, DatabaseEngine.PostgreSql, Now));

    [Fact]
    public void A_name_needs_a_letter_or_a_digit() =>
        Assert.Throws<RequestException>(() => MigrationFile.NextName(Directory.Path, " -/- ", DatabaseEngine.PostgreSql, Now));

    [Fact]
    public void A_catalog_that_does_not_exist_yet_begins_at_one() =>
        Assert.Equal("001-first.sql", MigrationFile.NextName(Path.Combine(Directory.Path, "new"), "first", DatabaseEngine.PostgreSql, Now));

    [Theory]
    [InlineData("1", "001", 0)]
    [InlineData("0", "000", 0)]
    [InlineData("9", "10", -1)]
    [InlineData("20260131093000", "99999999999999", -1)]
    [InlineData("100000000000000000000000000000", "99999999999999999999999999999", 1)]
    public void Versions_compare_as_numbers_of_any_length(string left, string right, int order)
    {
        var (one, other) = (MigrationVersion.Parse(left), MigrationVersion.Parse(right));

        Assert.Equal(order, Math.Sign(one.CompareTo(other)));
        Assert.Equal(order == 0, one == other);
        Assert.True(order != 0 || one.GetHashCode() == other.GetHashCode());
        Assert.Equal(left, one.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("1a")]
    [InlineData("-1")]
    [InlineData("1.0")]
    [InlineData("١")]
    public void A_version_is_ascii_digits(string text) => Assert.Throws<FormatException>(() => MigrationVersion.Parse(text));
}
