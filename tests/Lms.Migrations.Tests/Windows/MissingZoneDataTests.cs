using Lms.Testing;

namespace Lms.Migrations.Tests.Windows;

/// <summary>A machine without time zone data, as slim containers are.</summary>
public sealed class MissingZoneDataTests : IDisposable
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Lms.MigrationProcess.dll");
    private readonly DirectoryInfo nothing = Directory.CreateTempSubdirectory("lms-no-zones-");

    public void Dispose() => nothing.Delete();

    [Fact]
    public async Task A_zone_is_refused_with_the_package_to_install() => Assert.Equal(
        "zone 'Europe/Berlin' cannot be looked up, for this machine has no time zone data: install the package tzdata, or write the times in UTC",
        await ParseAsync("Sun 02:00-04:00 Europe/Berlin"));

    [Fact]
    public async Task Windows_in_UTC_need_none() => Assert.Equal("Sun 02:00-04:00 UTC", await ParseAsync("Sun 02:00-04:00 utc"));

    private async Task<string> ParseAsync(string window)
    {
        await using var process = RunningProcess.Start("env", $"TZDIR={nothing.FullName}", "dotnet", Program, "window", window);
        await process.ExitAsync(TestContext.Current.CancellationToken);
        return process.Output;
    }
}
