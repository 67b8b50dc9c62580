using System.Diagnostics;
using Lms.ServiceDefaults.Secrets;
using Lms.ServiceDefaults.Telemetry;

namespace Lms.ServiceDefaults.Tests.Telemetry;

/// <summary>Nothing in an activity that is text reaches an exporter with a secret in it.</summary>
public sealed class RedactionTests
{
    private static readonly string[] Texts = ["a", "hunter2"];
    private readonly SecretRedactor redactor = new();

    public RedactionTests() => redactor.Add("hunter2");

    [Fact]
    public void Names_statuses_tags_events_and_links_of_an_activity_are_redacted()
    {
        using var activity = new Activity("hunter2 at work");
        activity.AddTag("text", "it is hunter2").AddTag("texts", Texts).AddTag("url", new Uri("http://a:b@c/")).AddTag("count", 3);
        activity.SetStatus(ActivityStatusCode.Error, "no hunter2");
        activity.AddException(new InvalidOperationException("Password=abc"));
        activity.AddEvent(new ActivityEvent("hunter2 happened", tags: new ActivityTagsCollection { ["number"] = 1 }));
        activity.AddLink(new ActivityLink(default, new ActivityTagsCollection { ["to"] = "hunter2" }));
        activity.Start().Stop();

        using (var redaction = new ActivityRedaction(redactor))
            redaction.OnEnd(activity);

        Assert.Equal(("*** at work", ActivityStatusCode.Error, "no ***"), (activity.DisplayName, activity.Status, activity.StatusDescription));
        Assert.Equal(("it is ***", "http://a:***@c/", 3), (activity.GetTagItem("text"), activity.GetTagItem("url"), activity.GetTagItem("count")));
        Assert.Equal(["a", "***"], Assert.IsType<string[]>(activity.GetTagItem("texts")));
        var (thrown, happened) = (activity.Events.First(), activity.Events.Last());
        Assert.Equal("Password=***", thrown.Tags.Single(tag => tag.Key == "exception.message").Value);
        Assert.Equal("System.InvalidOperationException: Password=***", thrown.Tags.Single(tag => tag.Key == "exception.stacktrace").Value);
        Assert.Equal(("*** happened", 1), (happened.Name, happened.Tags.Single().Value));
        Assert.Equal("***", activity.Links.Single().Tags!.Single().Value);
    }

    [Fact]
    public void An_activity_without_secrets_keeps_every_instance()
    {
        using var activity = new Activity("work");
        object[] values = ["text", new[] { "a", "b" }, new Uri("http://a/"), 3];
        foreach (var value in values)
            activity.AddTag($"{value}", value);
        activity.Start().Stop();

        using (var redaction = new ActivityRedaction(redactor))
            redaction.OnEnd(activity);

        Assert.All(activity.TagObjects.Zip(values), pair => Assert.Same(pair.Second, pair.First.Value));
    }
}
