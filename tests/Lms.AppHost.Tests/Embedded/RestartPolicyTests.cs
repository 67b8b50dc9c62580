using Lms.AppHost.Embedded.Resources;

namespace Lms.AppHost.Tests;

public sealed class RestartPolicyTests
{
    private readonly ManualTime time = new();

    [Fact]
    public void Pauses_grow_and_a_resource_that_keeps_dying_is_given_up()
    {
        var policy = new RestartPolicy(time);

        var delays = Enumerable.Range(0, 5).Select(_ => Die(policy, after: TimeSpan.FromSeconds(5))?.TotalSeconds);

        Assert.Equal([1, 2, 4, 8, null], delays);
    }

    [Fact]
    public void A_minute_of_health_starts_the_count_anew()
    {
        var policy = new RestartPolicy(time);
        Die(policy, after: TimeSpan.FromSeconds(5));
        Die(policy, after: TimeSpan.FromSeconds(5));

        Assert.Equal(TimeSpan.FromSeconds(1), Die(policy, after: TimeSpan.FromMinutes(1)));
    }

    private TimeSpan? Die(RestartPolicy policy, TimeSpan after)
    {
        policy.Started();
        time.Now += after;
        return policy.NextDelay();
    }

    private sealed class ManualTime : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
