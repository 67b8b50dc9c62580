using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Documents.DocumentDb;

namespace Lms.Migrations.Tests.Documents;

public sealed class SupportedCommandsTests
{
    public static TheoryData<string> Names => [.. SupportedCommands.Names];

    [Theory, MemberData(nameof(Names))]
    public void What_a_migration_may_say_the_driver_can_put_to_the_server(string name) =>
        Assert.NotEmpty(DocumentDbCommand.Of(CommandText.Parse($"{{ \"{name}\": \"a\" }}")).Sql);

    [Fact]
    public void What_the_driver_does_not_know_no_migration_may_say()
    {
        var unknown = Assert.Throws<DocumentCommandException>(() => DocumentDbCommand.Of(CommandText.Parse("{ \"mapReduce\": \"a\" }")));

        Assert.Equal((59, false), (unknown.Code, SupportedCommands.Contains("mapReduce")));
        Assert.EndsWith($"supported are {string.Join(", ", SupportedCommands.Names)}.", unknown.Message);
    }
}
