using System.Text.Json;
using Lms.Benchmarks.Measuring;
using Lms.Benchmarks.Workloads;

namespace Lms.Benchmarks.Tools;

internal sealed class Knex(BenchmarkPaths paths) : NpmTool(paths)
{
    public override string Name => "knex";

    protected override string Executable => Path.Combine("node_modules", "knex", "bin", "cli.js");

    public override Task WriteAsync(Workload workload, string directory, CancellationToken cancellationToken)
    {
        return MigrationFiles.WriteAsync(workload, directory, ".js", Module, cancellationToken);
    }

    public override ToolCommand Migrate(string directory, BenchmarkDatabase database)
    {
        return Node(["migrate:latest", "--knexfile", "knexfile.cjs"], directory, database);
    }

    public override ToolCommand Status(string directory, BenchmarkDatabase database)
    {
        return Node(["migrate:list", "--knexfile", "knexfile.cjs"], directory, database);
    }

    private static string Module(GeneratedMigration migration)
    {
        return $"""
            exports.up = (knex) => knex.raw({Literal(migration.Up)});
            exports.down = (knex) => knex.raw({Literal(migration.Down)});

            """;
    }

    /// <summary>A JSON string is a JavaScript string literal.</summary>
    private static string Literal(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
