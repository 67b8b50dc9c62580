using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Tests.Runs.Harness;

namespace Lms.Migrations.Tests.Runs;

/// <summary>What a host does before and after a run: in order, bounded, remembered, and however the run ends.</summary>
public abstract class RunHookTests : RunTest
{
    private readonly List<string> ran = [];

    [Fact]
    public async Task Hooks_run_around_the_steps_in_their_order()
    {
        Subject.WriteAll(2);
        var marks = new List<int>();
        RunHook Counting(string name, HookMoment moment) => new(name, moment, async (_, _) =>
        {
            ran.Add(name);
            marks.Add((await MarksAsync()).Count);
            return null;
        });

        var events = await ExecuteAsync(
            Runner(With(
                Counting("off", HookMoment.After), Counting("backup", HookMoment.Before), Counting("tell", HookMoment.After), Counting("on", HookMoment.Before))),
            await PinAsync());

        Assert.Equal(["backup", "on", "off", "tell"], ran);
        Assert.Equal([0, 0, 2, 2], marks);
        Assert.Equal(
            ["HookStarted", "HookEnded", "HookStarted", "HookEnded", "StepStarted", "StepCompleted", "StepStarted", "StepCompleted",
             "HookStarted", "HookEnded", "HookStarted", "HookEnded", "RunCompleted"],
            events.SkipWhile(happened => happened is not RunPlanned).Skip(1).Where(happened => happened is not StatementStarted).Select(happened => happened.GetType().Name));
    }

    [Fact]
    public async Task A_hook_knows_what_will_be_run_and_who_asks_and_why()
    {
        Subject.WriteAll(2);
        HookContext? known = null;
        var runner = new MigrationRunner(Subject.Target, context: new RunContext("alice", "release 12"), policy: With(new RunHook("look", HookMoment.Before, (context, _) =>
        {
            known = context;
            return Nothing;
        })));

        var result = await runner.RunPendingMigrationsAsync(Token);

        Assert.Equal(["1", "2"], known!.Plan.Steps.Select(step => step.Migration.Version.ToString()));
        Assert.Equal(("alice", "release 12", result.RunId), (known.Run.Actor, known.Run.Reason, known.Run.RunId));
        Assert.Null(known.Failure);
    }

    [Fact]
    public async Task Each_is_in_the_history_of_its_run_with_how_long_how_it_ended_and_what_it_said()
    {
        Subject.WriteAll(1);
        var result = await MigrateAsync(With(
            new RunHook("backup", HookMoment.Before, async (_, token) =>
            {
                await Task.Delay(60, token);
                return "backup/test-1.dump";
            }),
            Hook("off", HookMoment.After)));

        var told = (await HistoryAsync()).Where(happened => happened.Kind == HistoryEventKind.Hook).ToList();

        Assert.Equal(["backup Succeeded before the run: backup/test-1.dump", "off Succeeded after the run"], told.Select(happened => $"{happened.Name} {happened.Outcome} {happened.Detail}"));
        Assert.InRange(told[0].DurationMs!.Value, 50, 5_000);
        Assert.All(told, happened => Assert.Equal((result.RunId, "tester", null), (happened.RunId, happened.Actor, happened.Version)));
    }

    [Fact]
    public async Task One_that_fails_before_the_run_stops_it_before_anything_is_changed()
    {
        Subject.WriteAll(2);

        var failure = await Assert.ThrowsAsync<HookFailedException>(() => MigrateAsync(With(
            Failing("backup", HookMoment.Before), Hook("on", HookMoment.Before), Hook("off", HookMoment.After))));

        Assert.Equal(("backup", "no space left"), (failure.Hook, failure.Message));
        Assert.Equal(["backup", "off"], ran);
        Assert.Empty(await MarksAsync());
        Assert.Equal([MigrationState.Pending, MigrationState.Pending], await StatesAsync());
        Assert.Equal(["Hook backup Failed no space left", "Hook off Succeeded "], (await HistoryAsync()).Select(Line));
        await AssertLeaseIsFreeAsync();
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public async Task Those_after_a_run_are_run_however_it_ends_and_know_how(Ending ending)
    {
        Subject.WriteAll(2);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var gate = SwitchedGate.Open();
        HookContext? known = null;
        var policy = With(
            new RunHook("before", HookMoment.Before, async (_, _) =>
            {
                switch (ending)
                {
                    case Ending.Failed:
                        await Subject.BreakAsync("2", Token);
                        break;
                    case Ending.Cancelled:
                        await stop.CancelAsync();
                        break;
                    case Ending.WindowClosed:
                        gate.Close();
                        break;
                }

                return null;
            }),
            new RunHook("after", HookMoment.After, (context, token) =>
            {
                token.ThrowIfCancellationRequested();
                known = context;
                return Nothing;
            })) with { Gate = gate };

        var thrown = await Record.ExceptionAsync(() => Runner(policy).RunPendingMigrationsAsync(stop.Token));

        Assert.NotNull(known);
        Assert.True(Is(ending, known.Failure), $"The hook was told of {known.Failure}.");
        Assert.True(Is(ending, thrown), $"The asker was told of {thrown}.");
        Assert.Equal("after", (await HistoryAsync())[^1].Name);
        await AssertLeaseIsFreeAsync();
    }

    [Fact]
    public async Task One_that_fails_after_a_run_that_ended_well_is_told_and_every_step_stays_done()
    {
        Subject.WriteAll(2);

        var failure = await Assert.ThrowsAsync<HookFailedException>(() => MigrateAsync(With(
            Failing("off", HookMoment.After), Failing("tell", HookMoment.After), Hook("last", HookMoment.After))));

        Assert.Equal("off", failure.Hook);
        Assert.Contains("Every step of the run is done", failure.WayOut, StringComparison.Ordinal);
        Assert.Equal(["off", "tell", "last"], ran);
        Assert.Equal([MigrationState.Applied, MigrationState.Applied], await StatesAsync());
        Assert.Equal(2, (await HistoryAsync()).Count(told => told is { Kind: HistoryEventKind.Hook, Outcome: HistoryOutcome.Failed, Error: "no space left" }));
        await AssertLeaseIsFreeAsync();
    }

    [Fact]
    public async Task What_stopped_a_run_is_told_to_its_asker_although_a_hook_fails_after_it()
    {
        Subject.WriteAll(1);
        await Subject.BreakAsync("1", Token);

        await Assert.ThrowsAsync<StepFailedException>(() => MigrateAsync(With(Failing("off", HookMoment.After), Hook("last", HookMoment.After))));

        Assert.Equal(["off", "last"], ran);
        Assert.Equal(["Hook off Failed no space left", "Hook last Succeeded "], (await HistoryAsync()).TakeLast(2).Select(Line));
    }

    [Theory]
    [InlineData(HookMoment.Before)]
    [InlineData(HookMoment.After)]
    public async Task Whatever_a_hook_throws_is_a_failure_of_the_hook(HookMoment moment)
    {
        Subject.WriteAll(1);

        var failure = await Assert.ThrowsAsync<HookFailedException>(() => MigrateAsync(With(
            new RunHook("call", moment, (_, _) => throw new InvalidOperationException("no such host")), Hook("last", HookMoment.After))));

        Assert.Equal(("call", "'call' failed: no such host"), (failure.Hook, failure.Message));
        Assert.IsType<InvalidOperationException>(failure.GetBaseException());
        Assert.Equal(["last"], ran);
        Assert.Contains("Hook call Failed 'call' failed: no such host", (await HistoryAsync()).Select(Line));
    }

    [Fact]
    public async Task A_hook_that_gives_up_by_itself_has_not_cancelled_the_run()
    {
        Subject.WriteAll(1);

        // As an HTTP client does when its own patience ends.
        var failure = await Assert.ThrowsAsync<HookFailedException>(() => MigrateAsync(With(
            new RunHook("call", HookMoment.Before, (_, _) => throw new TaskCanceledException("the address did not answer")))));

        Assert.Equal("'call' failed: the address did not answer", failure.Message);
        Assert.Equal(HistoryOutcome.Failed, (await HistoryAsync())[^1].Outcome);
    }

    [Theory]
    [InlineData(HookMoment.Before)]
    [InlineData(HookMoment.After)]
    public async Task One_that_takes_too_long_is_stopped_and_has_failed(HookMoment moment)
    {
        Subject.WriteAll(1);
        var slow = new RunHook("slow", moment, async (_, token) =>
        {
            await Task.Delay(TimeSpan.FromMinutes(5), token);
            return null;
        })
        { Timeout = TimeSpan.FromSeconds(1) };

        var failure = await Assert.ThrowsAsync<HookFailedException>(() => MigrateAsync(With(slow)));

        Assert.Equal("'slow' took longer than 1s and was stopped.", failure.Message);
        Assert.Equal(moment == HookMoment.Before ? 0 : 1, (await MarksAsync()).Count);
        var told = Assert.Single(await HistoryAsync(), happened => happened is { Name: "slow", Outcome: HistoryOutcome.Failed });
        Assert.InRange(told.DurationMs!.Value, 900, 20_000);
    }

    [Fact]
    public async Task To_cancel_a_run_is_to_cancel_the_hook_before_it()
    {
        Subject.WriteAll(1);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var policy = With(
            new RunHook("backup", HookMoment.Before, async (_, token) =>
            {
                await stop.CancelAsync();
                await Task.Delay(TimeSpan.FromMinutes(5), token);
                return null;
            }),
            Hook("off", HookMoment.After));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Runner(policy).RunPendingMigrationsAsync(stop.Token));

        Assert.Empty(await MarksAsync());
        Assert.Equal(["Hook backup Cancelled cancelled with its run", "Hook off Succeeded "], (await HistoryAsync()).Select(Line));
        await AssertLeaseIsFreeAsync();
    }

    [Fact]
    public async Task A_hook_that_says_a_great_deal_is_remembered_by_the_beginning_of_it()
    {
        Subject.WriteAll(1);

        await MigrateAsync(With(
            new RunHook("chatty", HookMoment.Before, (_, _) => Task.FromResult<string?>(new string('é', 1_000_000))),
            new RunHook("silent", HookMoment.Before, (_, _) => Task.FromResult<string?>(" \n"))));

        var told = (await HistoryAsync()).Where(happened => happened.Kind == HistoryEventKind.Hook).ToList();
        Assert.Equal($"before the run: {new string('é', 1_999)}…", told[0].Detail);
        Assert.Equal("before the run", told[1].Detail);
    }

    [Fact]
    public async Task What_no_history_could_hold_is_replaced_and_the_hook_is_remembered()
    {
        const string Said = "zero \0 byte, half \uD83D pair, red \u001b[31m,\nsecond line é 😀 ";
        const string Remembered = "zero \uFFFD byte, half \uFFFD pair, red \uFFFD[31m,\nsecond line é 😀";
        Subject.WriteAll(1);

        await Assert.ThrowsAsync<HookFailedException>(() => MigrateAsync(With(
            new RunHook("well", HookMoment.Before, (_, _) => Task.FromResult<string?>(Said)),
            new RunHook("badly", HookMoment.Before, (_, _) => throw new HookFailedException("badly", Said)))));

        var told = (await HistoryAsync()).Where(happened => happened.Kind == HistoryEventKind.Hook).ToList();
        Assert.Equal(($"before the run: {Remembered}", Remembered), (told[0].Detail, told[1].Error));
    }

    [Fact]
    public async Task A_run_with_nothing_to_do_runs_no_hook_and_writes_nothing()
    {
        Subject.WriteAll(1);
        await MigrateAsync();
        var before = await HistoryAsync();

        await MigrateAsync(With(Hook("on", HookMoment.Before), Hook("off", HookMoment.After)) with { Notes = [RunNote.Approved("bob", null, "abc")] });

        Assert.Empty(ran);
        Assert.Equal(before, await HistoryAsync());
    }

    [Fact]
    public async Task A_refused_run_runs_no_hook()
    {
        Subject.WriteAll(1);
        await MigrateAsync();
        Subject.Write("1", up: "otherwise");
        Subject.Write("2");

        await Assert.ThrowsAsync<RefusedException>(() => MigrateAsync(With(Hook("on", HookMoment.Before), Hook("off", HookMoment.After))));

        Assert.Empty(ran);
    }

    [Theory]
    [InlineData(0.9)]
    [InlineData(86_401)]
    public void A_timeout_out_of_its_range_is_refused_before_anything_runs(double seconds)
    {
        var refused = Assert.Throws<RequestException>(() => Runner(With(Hook("on", HookMoment.Before) with { Timeout = TimeSpan.FromSeconds(seconds) })));

        Assert.StartsWith("The timeout of hook 'on' is ", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>How a run may end.</summary>
    public enum Ending
    {
        Well,
        Failed,
        Cancelled,
        WindowClosed,
    }

    public static TheoryData<Ending> Endings => [.. Enum.GetValues<Ending>()];

    private static bool Is(Ending ending, Exception? failure) => ending switch
    {
        Ending.Failed => failure is StepFailedException,
        Ending.Cancelled => failure is OperationCanceledException,
        Ending.WindowClosed => failure is WindowClosedException,
        _ => failure is null,
    };

    private static Task<string?> Nothing => Task.FromResult<string?>(null);

    private static RunPolicy With(params RunHook[] hooks) => new() { Hooks = hooks };

    private static string Line(HistoryEvent told) => $"{told.Kind} {told.Name} {told.Outcome} {told.Error}";

    private RunHook Hook(string name, HookMoment moment) => new(name, moment, (_, _) =>
    {
        ran.Add(name);
        return Nothing;
    });

    private RunHook Failing(string name, HookMoment moment) => new(name, moment, (_, _) =>
    {
        ran.Add(name);
        throw new HookFailedException(name, "no space left");
    });
}
