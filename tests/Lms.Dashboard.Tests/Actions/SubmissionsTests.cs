using Lms.Dashboard.Actions;

namespace Lms.Dashboard.Tests.Actions;

public sealed class SubmissionsTests
{
    private readonly Submissions submissions = new(TimeProvider.System);

    [Fact]
    public async Task Whoever_comes_second_waits_for_the_first_and_gets_the_same()
    {
        var calls = 0;
        var gate = new TaskCompletionSource();
        async Task<int> ActAsync()
        {
            await gate.Task;
            return Interlocked.Increment(ref calls);
        }

        var all = Enumerable.Range(0, 8).Select(_ => submissions.OnceAsync("form", ActAsync)).ToList();
        gate.SetResult();

        Assert.All(await Task.WhenAll(all), outcome => Assert.Equal(1, outcome));
    }

    [Fact]
    public async Task What_failed_may_be_sent_again()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => submissions.OnceAsync<int>("form", () => throw new InvalidOperationException()));

        Assert.Equal(5, await submissions.OnceAsync("form", () => Task.FromResult(5)));
    }
}
