using System.Diagnostics;
using Lms.Migrations.Backfills;

namespace Lms.Migrations.Observation;

/// <summary>What a process does for a backfill, as tags of its activity.</summary>
internal static class BackfillSpan
{
    public const string Drive = "drive";
    public const string Undo = "undo";
    public const string Assist = "assist";

    /// <summary>Says which backfill it is.</summary>
    public static void Identify(Activity? activity, BackfillWork work, string role) => activity?
        .SetTag(SpanTags.BackfillId, work.Id)
        .SetTag(SpanTags.Source, work.Definition.Source)
        .SetTag(SpanTags.Role, role);

    /// <summary>Says how a backfill that was driven stands.</summary>
    public static void TellDriven(Activity? activity, BackfillStatus status) => activity?
        .SetTag(SpanTags.State, BackfillTerms.Term(status.State))
        .SetTag(SpanTags.Processed, status.Processed)
        .SetTag(SpanTags.Modified, status.Modified)
        .SetTag(SpanTags.Batches, status.Batches);

    /// <summary>Says what an undoing did.</summary>
    public static void TellUndone(Activity? activity, BackfillStatus status) => activity?
        .SetTag(SpanTags.State, BackfillTerms.Term(status.State))
        .SetTag(SpanTags.Restored, status.Restored)
        .SetTag(SpanTags.Conflicts, status.Conflicts);
}
