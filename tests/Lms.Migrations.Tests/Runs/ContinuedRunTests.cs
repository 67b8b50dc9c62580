using Lms.Migrations.Failures;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Policies;
using Lms.Migrations.Tests.Runs.Harness;
using Lms.Migrations.Windows;

namespace Lms.Migrations.Tests.Runs;

/// <summary>A run that was stopped goes on by the plan that was written down for it: it does the rest, nothing twice and nothing more.</summary>
public abstract class ContinuedRunTests : RunTest
{
    private const int Cases = 6;

    [Fact]
    public async Task The_rest_is_done_and_nothing_twice()
    {
        Subject.WriteAll(4);
        var pinned = await PinAsync();
        await Subject.BreakAsync("3", Token);
        await Assert.ThrowsAsync<StepFailedException>(() => ExecuteAsync(pinned));
        await Subject.MendAsync(Token);

        Assert.Equal(["3", "4"], await ExecuteAsync(Reread(pinned), isContinued: true));
        Assert.Equal(["1 up", "2 up", "3 up", "4 up"], await MarksAsync());
    }

    [Fact]
    public async Task Who_does_not_go_on_with_a_run_may_pass_nothing_over()
    {
        Subject.WriteAll(2);
        var pinned = await PinAsync();
        await Subject.BreakAsync("2", Token);
        await Assert.ThrowsAsync<StepFailedException>(() => ExecuteAsync(pinned));
        await Subject.MendAsync(Token);

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(pinned));

        Assert.Equal(RefusalKind.PlanChanged, Assert.Single(refused.Refusals).Kind);
        Assert.Equal(["1 up"], await MarksAsync());
    }

    [Fact]
    public async Task A_rollback_of_two_that_had_undone_one_undoes_one_more_and_never_a_third()
    {
        Subject.WriteAll(4);
        await MigrateAsync();
        var pinned = await PinRollbackAsync(2);
        await Subject.BreakAsync("3", Token);
        await Assert.ThrowsAsync<StepFailedException>(() => ExecuteAsync(pinned));
        await Subject.MendAsync(Token);

        Assert.Equal(["3"], await ExecuteAsync(Reread(pinned), isContinued: true));
        Assert.Empty(await ExecuteAsync(Reread(pinned), isContinued: true));

        Assert.Equal(["1 up", "2 up", "3 down", "3 up", "4 down", "4 up"], await MarksAsync());
    }

    [Fact]
    public async Task What_is_left_of_it_must_be_as_it_was()
    {
        Subject.WriteAll(3);
        var pinned = await PinAsync();
        await Subject.BreakAsync("2", Token);
        await Assert.ThrowsAsync<StepFailedException>(() => ExecuteAsync(pinned));
        await Subject.MendAsync(Token);
        Subject.Write("3", up: "otherwise");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(pinned, isContinued: true));

        Assert.Equal(("3", RefusalKind.PlanChanged), ($"{Assert.Single(refused.Refusals).Version}", refused.Refusals[0].Kind));
        Assert.Equal(["1 up"], await MarksAsync());
    }

    [Fact]
    public async Task A_rollback_does_not_go_on_below_what_was_applied_meanwhile()
    {
        Subject.WriteAll(3);
        await MigrateAsync();
        var pinned = await PinRollbackAsync(2);
        await Subject.BreakAsync("2", Token);
        await Assert.ThrowsAsync<StepFailedException>(() => ExecuteAsync(pinned));
        await Subject.MendAsync(Token);
        Subject.Delete("3");
        Subject.Write("4");
        await MigrateAsync();
        Subject.Write("3");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ExecuteAsync(pinned, isContinued: true));

        Assert.Equal("4", $"{Assert.Single(refused.Refusals).Version}");
        Assert.DoesNotContain("2 down", await MarksAsync());
    }

    [Fact]
    public async Task A_run_that_has_nothing_left_needs_no_window()
    {
        Subject.WriteAll(2);
        var pinned = await PinAsync();
        await ExecuteAsync(pinned);
        Subject.Write("3");
        var closed = Runner(new RunPolicy { Gate = SwitchedGate.ClosingAfter(0) });

        var events = await ExecuteAsync(closed, pinned, isContinued: true);

        Assert.Empty(events.OfType<RunCompleted>().Single().Result.Steps);
    }

    [Fact]
    public async Task Hooks_that_a_dead_process_owed_are_run_by_whoever_goes_on()
    {
        Subject.WriteAll(2);
        var pinned = await PinAsync();
        var context = new RunContext("tester") { RunId = Guid.CreateVersion7() };
        // Every step is done, and the process died before it came to the hooks.
        await ExecuteAsync(Runner(context: context), pinned);
        List<string> ran = [];
        var runner = Runner(new RunPolicy { Hooks = [Remember("on", HookMoment.Before, ran), Remember("off", HookMoment.After, ran)] }, context);

        await ExecuteAsync(runner, pinned, isContinued: true);
        await ExecuteAsync(runner, pinned, isContinued: true);

        Assert.Equal(["off"], ran);
        Assert.Equal("off", Assert.Single(await HistoryAsync(), told => told.Kind == HistoryEventKind.Hook).Name);
        await AssertLeaseIsFreeAsync();
    }

    [Fact]
    public async Task Hooks_that_were_run_are_not_owed()
    {
        Subject.WriteAll(1);
        var pinned = await PinAsync();
        List<string> ran = [];
        var runner = Runner(
            new RunPolicy { Hooks = [Remember("on", HookMoment.Before, ran), Remember("off", HookMoment.After, ran)] },
            new RunContext("tester") { RunId = Guid.CreateVersion7() });

        await ExecuteAsync(runner, pinned);
        await ExecuteAsync(runner, pinned, isContinued: true);

        Assert.Equal(["on", "off"], ran);
    }

    [Fact]
    public async Task Wherever_it_is_stopped_and_however_often_it_ends_as_if_it_had_not_been()
    {
        for (var number = 0; number < Cases; number++)
        {
            var seed = System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue);
            await using var subject = await CreateSubjectAsync();
            await subject.PrepareAsync(Token);
            try
            {
                await new Case(subject, seed, Token).RunAsync();
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                throw new InvalidOperationException($"With seed {seed}: {exception.Message}", exception);
            }
        }
    }

    private static RunHook Remember(string name, HookMoment moment, List<string> ran) => new(name, moment, (_, _) =>
    {
        ran.Add(name);
        return Task.FromResult<string?>(null);
    });

    /// <summary>Some steps, and one plan that is begun again after each of some failures, cancellations and closed windows.</summary>
    private sealed class Case(RunSubject subject, int seed, CancellationToken cancellationToken)
    {
        // Planned, planned anew under the lease, asked before each of up to six steps.
        private const int LooksAtMost = 9;

        private readonly Random random = new(seed);

        public async Task RunAsync()
        {
            var count = random.Next(2, 7);
            subject.WriteAll(count);
            var runner = new MigrationRunner(subject.Target);
            List<string> expected = [.. Enumerable.Range(1, count).Select(version => $"{version} up")];
            var pinned = (await runner.PlanAsync(new MigrateRequest(), cancellationToken)).Pin();
            if (random.Next(2) == 0)
            {
                await runner.RunPendingMigrationsAsync(cancellationToken);
                var undone = random.Next(1, count + 1);
                pinned = (await runner.PlanRollbackAsync(new RollbackRequest.Last(undone), cancellationToken)).Pin();
                expected.AddRange(Enumerable.Range(count - undone + 1, undone).Select(version => $"{version} down"));
            }

            var attempts = 0;
            while (!await IsDoneAsync(pinned, attempts > 0))
                Assert.True(++attempts < 100, "It never ends.");

            Assert.Equal(expected.Order(StringComparer.Ordinal), await subject.MarksAsync(cancellationToken));
        }

        private async Task<bool> IsDoneAsync(PinnedPlan pinned, bool isContinued)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            IChangeGate gate = random.Next(2) == 0
                ? SwitchedGate.ClosingAfter(random.Next(LooksAtMost))
                : new CancellingGate(random.Next(LooksAtMost), stop);
            var runner = new MigrationRunner(subject.Target, policy: new RunPolicy { Gate = gate });
            if (random.Next(3) == 0)
                await subject.BreakAsync($"{random.Next(1, 7)}", cancellationToken);
            try
            {
                await ExecuteAsync(runner, pinned, isContinued, stop.Token);
                return true;
            }
            catch (Exception exception) when (exception is StepFailedException or OperationCanceledException or WindowClosedException
                || exception is RefusedException { Refusals: [{ Kind: RefusalKind.Window }] })
            {
                cancellationToken.ThrowIfCancellationRequested();
                return false;
            }
            finally
            {
                await subject.MendAsync(cancellationToken);
            }
        }
    }

    /// <summary>Cancels a run when it has looked that many times: between two steps, where a step is not repeated in part.</summary>
    private sealed class CancellingGate(int looks, CancellationTokenSource stop) : IChangeGate
    {
        private readonly SwitchedGate open = SwitchedGate.Open();
        private int left = looks;

        public WindowState Look()
        {
            if (left-- == 0)
                stop.Cancel();
            return open.Look();
        }
    }
}
