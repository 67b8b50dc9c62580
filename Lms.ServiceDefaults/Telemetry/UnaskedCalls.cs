using System.Diagnostics;
using OpenTelemetry;

namespace Lms.ServiceDefaults.Telemetry;

/// <summary>Leaves out calls that a service makes for nobody: heartbeats, looks into queues, members of a cluster that ask how each other are. There
/// are several a second of a service with nothing to do, and each would be a trace of its own.</summary>
internal sealed class UnaskedCalls : BaseProcessor<Activity>
{
    private const string Mark = "lms.left-out";

    /// <summary>Leaves out an activity, and whatever begins below it in this process from now on.</summary>
    public static void LeaveOut(Activity activity)
    {
        activity.IsAllDataRequested = false;
        activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        // Samplers that take everything do not ask whether the parent is recorded.
        activity.SetCustomProperty(Mark, Mark);
    }

    public override void OnStart(Activity data)
    {
        var isForNobody = data is { Kind: ActivityKind.Client or ActivityKind.Producer, ParentId: null };
        if (isForNobody || data.Parent?.GetCustomProperty(Mark) is not null)
            LeaveOut(data);
    }
}
