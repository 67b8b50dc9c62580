using Lms.Testing;
using Npgsql;

namespace Lms.Cli.Tests.Commands;

public sealed class ConfiguredDatabasesTests(PostgresServer server) : CliTest(server)
{
    [Fact]
    public async Task Two_databases_are_changed_in_order_and_one_can_be_picked()
    {
        var other = await Server.CreateDatabaseAsync(Token);
        WriteTwo(Database.ConnectionString, other.ConnectionString);
        Catalog.WithTable("001", "one");

        await RunWellAsync("migrate", "--database", "second");
        Assert.False(await ExistsAsync("one"));
        Assert.True(await other.ScalarAsync<bool>("SELECT to_regclass('one') IS NOT NULL", Token));

        await RunWellAsync("migrate");
        Assert.True(await ExistsAsync("one"));
        var names = (await RunJsonAsync("status")).Json.GetProperty("databases").EnumerateArray().Select(database => database.GetProperty("name").GetString());
        Assert.Equal(["first", "second"], names);
        var both = (await RunJsonAsync("status", "--db", "second", "--db", "first")).Json.GetProperty("databases").EnumerateArray();
        Assert.Equal(["first", "second"], both.Select(database => database.GetProperty("name").GetString()));
        Assert.Equal(2, (await RunAsync("migrate", "--to", "001")).ExitCode);
    }

    [Fact]
    public async Task A_change_stops_at_the_first_failure_but_a_look_shows_the_rest()
    {
        WriteTwo(new NpgsqlConnectionStringBuilder(Database.ConnectionString) { Port = 1 }.ConnectionString, Database.ConnectionString);
        Catalog.WithTable("001", "one");

        var migrate = await RunAsync("migrate");
        var status = await RunJsonAsync("status");

        Assert.Equal((3, 3), (migrate.ExitCode, status.ExitCode));
        Assert.True(await IsUntouchedAsync());
        Assert.Equal("second", status.First.GetProperty("name").GetString());
        Assert.Equal("first", status.Failure.GetProperty("database").GetString());
    }

    [Fact]
    public async Task A_database_in_no_configuration_is_named_on_the_command_line_with_its_password_in_the_environment()
    {
        File.Delete(Path.Combine(Directory, "lms.json"));
        Catalog.WithTable("001", "one");
        var settings = new NpgsqlConnectionStringBuilder(Database.ConnectionString);
        var url = $"postgres://{settings.Username}:{Uri.EscapeDataString(Password)}@{settings.Host}:{settings.Port}/{settings.Database}";

        var result = await RunWithAsync(
            new Dictionary<string, string> { ["URL_OF_TEST"] = url }, "migrate", "--connection", "${URL_OF_TEST}", "--catalog", Catalog.Path);

        Assert.True(result.ExitCode == 0, result.All);
        Assert.True(await ExistsAsync("one"));
    }

    [Fact]
    public async Task Without_any_database_every_way_to_name_one_is_told()
    {
        File.Delete(Path.Combine(Directory, "lms.json"));

        var result = await RunAsync("status");

        Assert.Equal(2, result.ExitCode);
        Assert.All(["--connection", "--config", "lms.json", "Lms.AppHost"], way => Assert.Contains(way, result.Error, StringComparison.Ordinal));
    }

    private void WriteTwo(string first, string second) => File.WriteAllText(Path.Combine(Directory, "lms.json"), $$"""
        { "databases": [
            { "name": "first", "connection": {{Quote(first)}}, "catalog": {{Quote(Catalog.Path)}} },
            { "name": "second", "connection": {{Quote(second)}}, "catalog": {{Quote(Catalog.Path)}} } ] }
        """);
}
