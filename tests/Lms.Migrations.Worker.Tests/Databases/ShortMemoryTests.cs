using System.Diagnostics;
using Lms.Migrations.Worker.Databases;

namespace Lms.Migrations.Worker.Tests.Databases;

/// <summary>One look for all who ask alike.</summary>
public sealed class ShortMemoryTests
{
    private readonly ShortMemory<string> memory = new(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeProvider.System);
    private int looks;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_is_given_again_until_something_outdates_it_and_not_even_while_the_next_is_found()
    {
        Assert.Equal("1", await AskAsync());
        Assert.Equal("1", await AskAsync());

        memory.Outdate("how?");

        Assert.Equal(["2", "2", "2"], await Task.WhenAll(AskAsync(), AskAsync(), AskAsync()));
    }

    [Fact]
    public async Task What_outdates_an_answer_that_is_being_found_outdates_it_as_well()
    {
        var found = new TaskCompletionSource<string>();
        var first = memory.AskAsync("how?", () => found.Task, Token);

        memory.Outdate("how?");

        Assert.Equal("1", await AskAsync());
        found.SetResult("from before");
        Assert.Equal("from before", await first);
        Assert.Equal("1", await AskAsync());
    }

    [Fact]
    public async Task However_fast_answers_are_outdated_a_look_is_taken_some_ten_times_a_second()
    {
        var began = Stopwatch.StartNew();
        while (began.Elapsed < TimeSpan.FromSeconds(1))
        {
            memory.Outdate("how?");
            await AskAsync();
        }

        Assert.InRange(looks, 2, 25);
    }

    private Task<string> AskAsync() => memory.AskAsync("how?", () => Task.FromResult($"{Interlocked.Increment(ref looks)}"), Token);
}
