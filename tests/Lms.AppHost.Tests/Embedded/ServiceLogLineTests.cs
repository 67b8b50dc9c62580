using Lms.AppHost.Embedded.Services;

namespace Lms.AppHost.Tests;

public sealed class ServiceLogLineTests
{
    [Fact]
    public void An_entry_is_told_apart_into_level_category_and_message() => Assert.Equal(
        new ServiceLogLine("WRN", "Execution.RunExecution", "run 7 of lms is Failed now: no: never"),
        ServiceLogLine.Parse("2026-11-26 17:11:45.123Z WRN Execution.RunExecution: run 7 of lms is Failed now: no: never"));

    [Fact]
    public void Where_an_exception_came_from_is_not_for_the_screen() => Assert.Equal(
        "it broke | System.IO.IOException: no disk | ---> System.Exception: none",
        ServiceLogLine.Parse("2026-11-26 17:11:45.123Z ERR Some.Category: it broke | System.IO.IOException: no disk | ---> System.Exception: none | at A.B() | at C.D()")!.Headline);

    [Theory]
    [InlineData("")]
    [InlineData("The configuration is wrong:")]
    [InlineData("Unhandled exception. System.InvalidOperationException: a long text that is no entry at all")]
    [InlineData("2026-11-26 17:11:45.123Z WRN")]
    [InlineData("2026-11-26 17:11:45.123Z WRN Nothing")]
    [InlineData("2026-11-26 17:11:45 INF  Some.Category: of another form")]
    public void Whatever_else_a_program_prints_is_no_entry(string line) => Assert.Null(ServiceLogLine.Parse(line));

    [Theory]
    [InlineData("2026-11-26 17:11:45.123Z INF Hosting.Lifetime: Application started.", true)]
    [InlineData("2026-11-26 17:11:45.123Z ERR Hosting.Lifetime: It broke.", false)]
    [InlineData("2026-11-26 17:11:45.123Z INF Execution.StartupRuns: applies at start", false)]
    public void What_the_web_server_says_of_itself_is_not_for_the_screen(string line, bool isNoise) =>
        Assert.Equal(isNoise, ServiceLogLine.Parse(line)!.IsNoise);
}
