using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>The audit in a file.</summary>
public sealed class AuditExportTests(PostgresServer server) : ServerTest(server)
{
    [Fact(Timeout = 120_000)]
    public async Task For_a_program_the_answer_is_where_it_is_and_how_long()
    {
        await TokenForAsync("ci", "viewer");

        var exported = await AskJsonAsync("audit", "--export", "audit.jsonl");

        Assert.Equal((0, ""), (exported.ExitCode, exported.Error));
        var file = exported.Json.GetProperty("file").GetString()!;
        Assert.Equal(Path.Combine(Directory, "audit.jsonl"), file);
        Assert.Equal((await File.ReadAllLinesAsync(file, Token)).Length, exported.Json.GetProperty("lines").GetInt32());
    }

    [Fact(Timeout = 120_000)]
    public async Task What_the_disk_does_not_take_whole_is_not_left_there_in_part()
    {
        for (var i = 0; i < 4; i++)
            await TokenForAsync($"ci-{i}", "viewer");
        var file = Path.Combine(Directory, "audit.jsonl");

        // What does not fit into one block is not taken, and that comes to light when the file is closed.
        await using var lms = RunningProcess.Start(
            "sh",
            new Dictionary<string, string>
            {
                ["LMS_SERVER"] = Worker.Url, ["LMS_TOKEN"] = WorkerProcess.Bootstrap,
                // The runtime's own memory is a file to this limit.
                ["DOTNET_EnableWriteXorExecute"] = "0",
            },
            "-c", $"trap '' XFSZ; ulimit -f 1; exec {string.Join(' ', Program)} audit --export '{file}'");

        Assert.NotEqual(0, await lms.ExitAsync(Token));
        Assert.DoesNotContain("CoreCLR", lms.Output, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
    }
}
