using Lms.Contracts.Runs;
using Lms.Migrations.Worker.Runs;

namespace Lms.Migrations.Worker.Tests.Runs;

public sealed class RunRequestTests
{
    private static readonly RunRequestDocument Good = new() { RequestId = "1", Database = "shop", Kind = RunKinds.Migrate };

    /// <summary>A name for the case, what is wrong, and the property and words that the answer must have.</summary>
    public static TheoryData<string, string, string> Faults { get; } = new()
    {
        { "empty id", "requestId", "from 1 to 128" },
        { "long id", "requestId", "200 characters" },
        { "unknown kind", "kind", "known: migrate, rollback, seed, repair, baseline, mark" },
        { "time without a zone", "when", "2026-12-01T01:00Z" },
        { "nonsense time", "when", "give now, window, or a time" },
        { "version with letters", "to", "is not a version" },
        { "steps of a migrate", "steps", "means nothing to 'migrate'" },
        { "steps and all", "steps", "give one of steps, to and all" },
        { "no steps", "steps", "from 1 to 100000" },
        { "everything without a reason", "reason", "needs a reason" },
        { "override without a reason", "reason", "to override a closed window needs a reason" },
        { "override later", "overrideWindow", "begins now" },
        { "baseline to nowhere", "to", "is missing" },
        { "mark without a version", "version", "is missing" },
        { "mark as nothing", "as", "applied or pending" },
        { "mark without a reason", "reason", "needs a reason" },
        { "seed of nothing", "scale", "greater than 0" },
        { "too many lanes", "pace.lanes", "from 1 to 64" },
        { "a pause of no number", "pace.pauseRatio", "from 0 to 10" },
        { "a batch too short", "pace.batchTargetMs", "from 10 to 5000" },
        { "control characters", "reason", "control characters" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_is_wrong_is_said_with_its_property_and_what_would_be_right(string name, string property, string words)
    {
        var exception = Assert.Throws<InvalidRequestException>(() => RunRequest.Read(Broken(name)));

        Assert.Contains(words, string.Join(' ', exception.Faults[property]), StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        var exception = Assert.Throws<InvalidRequestException>(() => RunRequest.Read(Good with { RequestId = "", Kind = "explode", When = "soon" }));

        Assert.Equal(["kind", "requestId", "when"], exception.Faults.Keys.Order());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("now")]
    [InlineData("window")]
    [InlineData("2026-12-01T01:00Z")]
    [InlineData("2026-12-01T02:00:00+01:00")]
    public void A_time_to_begin_is_now_a_window_or_an_instant(string? when) => RunRequest.Read(Good with { When = when });

    [Fact]
    public void Windows_have_a_say_in_changes_but_not_in_mending_the_history_nor_against_an_override()
    {
        Assert.True(RunRequest.Read(Good).IsConfined);
        Assert.True(RunRequest.Read(Good with { Kind = RunKinds.Seed }).IsConfined);
        Assert.False(RunRequest.Read(Good with { OverrideWindow = true, Reason = "fire" }).IsConfined);
        Assert.False(RunRequest.Read(Good with { Kind = RunKinds.Repair }).IsConfined);
    }

    private static RunRequestDocument Broken(string name) => name switch
    {
        "empty id" => Good with { RequestId = "" },
        "long id" => Good with { RequestId = new string('x', 200) },
        "unknown kind" => Good with { Kind = "explode" },
        "time without a zone" => Good with { When = "2026-12-01T01:00" },
        "nonsense time" => Good with { When = "tomorrow" },
        "version with letters" => Good with { To = "12a" },
        "steps of a migrate" => Good with { Steps = 1 },
        "steps and all" => Good with { Kind = RunKinds.Rollback, Steps = 1, All = true, Reason = "why not" },
        "no steps" => Good with { Kind = RunKinds.Rollback, Steps = 0 },
        "everything without a reason" => Good with { Kind = RunKinds.Rollback, All = true },
        "override without a reason" => Good with { OverrideWindow = true },
        "override later" => Good with { OverrideWindow = true, Reason = "fire", When = "window" },
        "baseline to nowhere" => Good with { Kind = RunKinds.Baseline },
        "mark without a version" => Good with { Kind = RunKinds.Mark, As = "applied", Reason = "done by hand" },
        "mark as nothing" => Good with { Kind = RunKinds.Mark, Version = "1", As = "perhaps", Reason = "done by hand" },
        "mark without a reason" => Good with { Kind = RunKinds.Mark, Version = "1", As = "applied" },
        "seed of nothing" => Good with { Kind = RunKinds.Seed, Scale = 0 },
        "too many lanes" => Good with { Pace = new PaceDocument(65, null, null) },
        "a pause of no number" => Good with { Pace = new PaceDocument(null, null, double.NaN) },
        "a batch too short" => Good with { Pace = new PaceDocument(null, 9, null) },
        "control characters" => Good with { Reason = "a\0b" },
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
