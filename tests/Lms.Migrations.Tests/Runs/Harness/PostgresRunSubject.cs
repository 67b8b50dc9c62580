using Lms.Testing;

namespace Lms.Migrations.Tests.Runs.Harness;

/// <summary>Steps are transactions that insert a row.</summary>
public sealed class PostgresRunSubject(TestDatabase database) : RunSubject
{
    public override DatabaseTarget Target => new("test", DatabaseEngine.PostgreSql, database.ConnectionString, Catalog.Path);

    public override Task PrepareAsync(CancellationToken cancellationToken) =>
        database.ExecuteAsync("CREATE TABLE ran (mark text); CREATE TABLE broken (version text);", cancellationToken);

    public override void Write(string version, string up = "up", string down = "down") => Catalog.Write(
        FileOf(version), $"-- migrate:up\n{Leave(version, up)}-- migrate:down\n{Leave(version, down)}");

    public override void WriteIrreversible(string version) => Catalog.Write(FileOf(version), $"-- migrate:up\n{Leave(version, "up")}");

    public override void Delete(string version) => Catalog.Delete(FileOf(version));

    public override Task BreakAsync(string version, CancellationToken cancellationToken) =>
        database.ExecuteAsync($"INSERT INTO broken VALUES ('{version}')", cancellationToken);

    public override Task MendAsync(CancellationToken cancellationToken) => database.ExecuteAsync("TRUNCATE broken", cancellationToken);

    public override Task<IReadOnlyList<string>> MarksAsync(CancellationToken cancellationToken) =>
        database.RowsAsync("SELECT mark FROM ran ORDER BY mark COLLATE \"C\"", cancellationToken);

    public override Task ForgetAsync(CancellationToken cancellationToken) => database.ExecuteAsync("TRUNCATE ran", cancellationToken);

    private static string FileOf(string version) => $"{version}-step.sql";

    private static string Leave(string version, string mark) => $"""
        INSERT INTO ran VALUES ('{version} {mark}');
        SELECT 1 / CASE WHEN EXISTS (SELECT FROM broken WHERE version = '{version}') THEN 0 ELSE 1 END;

        """;
}
