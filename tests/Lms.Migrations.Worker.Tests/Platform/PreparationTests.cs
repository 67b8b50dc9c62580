using Lms.Testing;
using Lms.Testing.Workers;

namespace Lms.Migrations.Worker.Tests.Platform;

/// <summary>The program that only brings the platform's schema up to date.</summary>
public sealed class PreparationTests(PostgresServer server) : WorkerTest(server)
{
    [Fact]
    public async Task It_makes_what_workers_need_and_ends_without_serving_anything()
    {
        Assert.Equal(0, await WorkerProgram.RunAsync(Arguments(NewSetup())));

        Assert.True(await Platform.ScalarAsync<bool>("SELECT to_regclass('runs') IS NOT NULL", Token));
        Assert.False(await Database.ScalarAsync<bool>("SELECT to_regclass('migrations') IS NOT NULL", Token));
        // Once more, there is nothing to do.
        Assert.Equal(0, await WorkerProgram.RunAsync(Arguments(NewSetup())));
    }

    [Fact]
    public async Task A_platform_that_refuses_the_login_is_exit_code_3()
    {
        var elsewhere = NewSetup().Set("Lms:Platform:Connection", $"{Platform.ConnectionString};Database=not_there");

        Assert.Equal(3, await WorkerProgram.RunAsync(Arguments(elsewhere)));
    }

    private static string[] Arguments(WorkerSetup setup) =>
        ["--prepare-platform", "--environment", setup.Environment, .. setup.Settings.Select(setting => $"--{setting.Key}={setting.Value}")];
}
