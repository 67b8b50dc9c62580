using System.Diagnostics;
using Lms.Migrations.Backfills;

namespace Lms.Migrations.Observation;

/// <summary>A claim of a chunk, as tags of its activity.</summary>
internal static class ChunkSpan
{
    public static void End(Activity? activity, ChunkWalk walk, ClaimEnd end)
    {
        if (activity is null)
            return;

        activity
            .SetTag(SpanTags.Chunk, walk.Chunk.Number)
            .SetTag(SpanTags.Processed, walk.Processed)
            .SetTag(SpanTags.Modified, walk.Modified)
            .SetTag(SpanTags.Batches, walk.Batches)
            .SetTag(SpanTags.ClaimEnd, ObservedTerms.Of(end));
        if (end == ClaimEnd.Rejected)
            activity.SetStatus(ActivityStatusCode.Error);
    }
}
