using Lms.Migrations.Policies;

namespace Lms.Migrations.Execution;

/// <summary>What the history says of a hook: at which moment it ran, and what it said: <c>before the run: backup/lms-12.dump</c>.</summary>
internal static class HookDetail
{
    public static string Of(HookMoment moment, string? said) => said is null ? Term(moment) : $"{Term(moment)}: {said}";

    public static bool IsOf(HookMoment moment, string? detail) => detail?.StartsWith(Term(moment), StringComparison.Ordinal) == true;

    private static string Term(HookMoment moment) => moment == HookMoment.Before ? "before the run" : "after the run";
}
