using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Lms.Migrations.Seeding;
using Lms.Testing;

namespace Lms.Migrations.Tests.Seeding;

public sealed class DocumentSeederFormatTests : IDisposable
{
    private const string FileName = "001-people.json";

    private readonly CatalogDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void A_whole_seeder_is_read_with_every_line()
    {
        var seeder = Read("""
            // Who may read this.
            {
              "description": "People.",
              "steps": [
                { "generate": "people", "perScale": 10, "as": "i", "let": { "a": 1, "b": "$$a" },
                  "document": { "_id": "$$i", "b": "$$b" }, "since": { "12": { "y": 2 }, "2": { "x": 1 } }, },
                { "update": "people", "updates": [] /* none */ },
              ],
            }
            """);

        Assert.Equal("001-people", seeder.Name);
        Assert.Matches("^[0-9a-f]{64}$", seeder.Checksum);
        var generate = Assert.IsType<GenerateStatement>(seeder.Statements[0]);
        Assert.Equal((5, "people", 10, "i"), (generate.Line, generate.Collection, generate.PerScale, generate.Variable));
        Assert.Equal([("a", "1"), ("b", "\"$$a\"")], generate.Let);
        Assert.Equal(["2", "12"], generate.Since.Select(addition => addition.Version.ToString()));
        Assert.Equal(new Statement("""{ "update": "people", "updates": [] }""", 7), seeder.Statements[1]);
    }

    [Theory]
    [InlineData("1", 10)]
    [InlineData("0.25", 2)]
    [InlineData("0.05", 0)]
    [InlineData("100000", 1_000_000)]
    public void A_scale_counts_whole_documents(string scale, int count)
    {
        var generate = (GenerateStatement)Read("""{ "steps": [{ "generate": "people", "perScale": 10, "document": { "_id": "$$n" } }] }""").Statements[0];

        Assert.Equal(count, generate.CountAt(decimal.Parse(scale)));
    }

    [Fact]
    public void The_checksum_ignores_comments_blanks_and_the_description_and_nothing_else()
    {
        const string Steps = """{ "steps": [{ "update": "people", "updates": [{ "q": { "a": 1.50 }, "u": [{ "$set": { "b": "x y" } }] }] }] }""";
        var checksum = Read(Steps).Checksum;

        Assert.Equal(checksum, Read(Steps.Replace("{ \"steps\"", "/* why */\n{ \"description\": \"Else.\",\r\n\"steps\"", StringComparison.Ordinal)).Checksum);
        Assert.NotEqual(checksum, Read(Steps.Replace("1.50", "1.5", StringComparison.Ordinal)).Checksum);
        Assert.NotEqual(checksum, Read(Steps.Replace("x y", "x  y", StringComparison.Ordinal)).Checksum);
    }

    [Theory]
    [InlineData("", "1: the file is empty; a seeder is an object with 'steps'")]
    [InlineData("[]", "1:1: a seeder must be an object with 'steps', not an array")]
    [InlineData("{\n  \"step\": [] }", "1:1: a seeder needs 'steps'", "2:3: unknown property 'step'; a seeder has 'description' and 'steps'")]
    [InlineData("{ \"description\": 1,\n\"steps\": {} }", "1:18: 'description' must be a string, not a number", "2:10: 'steps' must be an array, not an object")]
    [InlineData("{ \"steps\": [] }", "1:12: 'steps' is empty: the seeder would do nothing")]
    public void A_faulty_file_is_told_with_line_and_column(string content, params string[] faults) => Assert.Equal(faults, Faults(content));

    [Theory]
    [InlineData("7", "2:1: a step must be an object, not a number")]
    [InlineData("{}", "2:1: an empty step: write a command or documents to generate")]
    [InlineData("""{ "find": "people" }""", "2:3: 'find' is neither 'generate' nor a command that changes something")]
    [InlineData("""{ "dropDatabase": 1 }""", "2:3: 'dropDatabase' is neither 'generate' nor a command that changes something")]
    [InlineData("""{ "Insert": "people" }""", "2:3: 'Insert' is neither 'generate' nor a command that changes something; did you mean 'insert'?")]
    [InlineData("""{ "generate": "people" }""", "2:1: 'perScale' is missing: how many documents are there at scale 1?", "2:1: 'document' is missing: write its fields as expressions over $$n")]
    [InlineData("""{ "generate": "", "perScale": 1, "document": { "_id": "$$n" } }""", "2:15: 'generate' must be the name of a collection; it is empty")]
    [InlineData("""{ "generate": 1, "perScale": 1, "document": { "_id": "$$n" } }""", "2:15: 'generate' must be the name of a collection, not a number")]
    [InlineData("""{ "generate": "p", "perScale": 0, "document": { "_id": "$$n" } }""", "2:32: 'perScale' must be a whole number from 1 to 20000")]
    [InlineData("""{ "generate": "p", "perScale": 20001, "document": { "_id": "$$n" } }""", "2:32: 'perScale' must be a whole number from 1 to 20000")]
    [InlineData("""{ "generate": "p", "perScale": 1.5, "document": { "_id": "$$n" } }""", "2:32: 'perScale' must be a whole number from 1 to 20000")]
    [InlineData("""{ "generate": "p", "perScale": 1, "as": "N", "document": { "_id": "$$n" } }""", "2:41: 'as' must be the name of a variable: a lower-case letter, then letters, digits and underscores")]
    [InlineData("""{ "generate": "p", "perScale": 1, "let": { "$a": 1 }, "document": { "_id": "$$n" } }""", "2:44: '$a' is no name of a variable: a lower-case letter, then letters, digits and underscores")]
    [InlineData("""{ "generate": "p", "perScale": 1, "document": { "a": "$$n" } }""", "2:47: the document needs an '_id' computed from its number: without one, a second run would add it again")]
    [InlineData("""{ "generate": "p", "perScale": 1, "as": "i", "document": { "_id": "$$n" } }""", "2:67: '_id' is the same for every document: compute it from $$i")]
    [InlineData("""{ "generate": "p", "perScale": 1, "document": { "_id": "$$n" }, "since": { "x": {}, "1": 2 } }""", "2:76: 'x' is not the version of a migration", "2:90: what a migration adds must be an object, not a number")]
    [InlineData("""{ "generate": "p", "perScale": 1, "document": { "_id": "$$n" }, "after": "1" }""", "2:65: unknown property 'after'; known here: generate, perScale, as, let, document, since")]
    public void A_faulty_step_is_told_with_line_and_column(string step, params string[] faults) =>
        Assert.Equal(faults, Faults($"{{ \"steps\": [\n{step}\n] }}"));

    [Fact]
    public void A_seeder_of_the_other_engine_is_a_fault()
    {
        directory.Write("001-people.sql", "SELECT 1;");

        var failure = Assert.Throws<CatalogException>(() => SeederReader.Read(directory.Path, DatabaseEngine.MongoDb));

        Assert.Equal("the seeders of this database are .json files", Assert.Single(failure.Faults).Message);
    }

    private Seeder Read(string content)
    {
        directory.Write(FileName, content);
        return Assert.Single(SeederReader.Read(directory.Path, DatabaseEngine.MongoDb));
    }

    /// <summary>The faults of a file without its name.</summary>
    private List<string> Faults(string content)
    {
        var file = directory.Write(FileName, content);
        var failure = Assert.Throws<CatalogException>(() => SeederReader.Read(directory.Path, DatabaseEngine.MongoDb));
        return [.. failure.Faults.Select(fault => fault.ToString()[(file.Length + 1)..])];
    }
}
