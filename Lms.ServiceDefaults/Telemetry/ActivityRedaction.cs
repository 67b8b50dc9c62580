using System.Diagnostics;
using Lms.ServiceDefaults.Secrets;
using OpenTelemetry;

namespace Lms.ServiceDefaults.Telemetry;

/// <summary>Takes secrets out of everything in an activity that is text, before it is exported.</summary>
internal sealed class ActivityRedaction(SecretRedactor redactor) : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        data.DisplayName = redactor.Redact(data.DisplayName);
        if (data.StatusDescription is { } description)
            data.SetStatus(data.Status, redactor.Redact(description));

        foreach (ref var tag in data.EnumerateTagObjects())
        {
            var redacted = redactor.Redact(tag.Value);
            if (!ReferenceEquals(redacted, tag.Value))
                tag = new(tag.Key, redacted);
        }

        foreach (ref var happened in data.EnumerateEvents())
        {
            var name = redactor.Redact(happened.Name);
            var tags = Redact(happened.Tags);
            if (tags is not null || !ReferenceEquals(name, happened.Name))
                happened = new ActivityEvent(name, happened.Timestamp, tags ?? [.. happened.Tags]);
        }

        foreach (ref var link in data.EnumerateLinks())
        {
            if (link.Tags is { } own && Redact(own) is { } tags)
                link = new ActivityLink(link.Context, tags);
        }
    }

    /// <summary>The tags without secrets; null when there is none in them.</summary>
    private ActivityTagsCollection? Redact(IEnumerable<KeyValuePair<string, object?>> tags)
    {
        ActivityTagsCollection? redacted = null;
        foreach (var (name, value) in tags)
        {
            var clean = redactor.Redact(value);
            if (!ReferenceEquals(clean, value))
                (redacted ??= [.. tags])[name] = clean;
        }

        return redacted;
    }
}
