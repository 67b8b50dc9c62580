using Lms.Contracts.Databases;
using Lms.Contracts.Mapping;
using Lms.Migrations.Failures;
using Lms.Migrations.Planning;

namespace Lms.Cli.Databases;

/// <summary>What a change would run, in both forms in which commands show it.</summary>
/// <param name="Plan">For people. Of a worker's plan it is as much as a plan tells: enough to show, not to run.</param>
/// <param name="Document">For programs, with the hash that names it.</param>
internal sealed record ShownPlan(MigrationPlan Plan, PlanDocument Document)
{
    /// <summary>SHA-256 over database, direction and steps, 64 hex digits.</summary>
    public string Hash => Document.Hash;

    /// <summary>The same, refused when it is not the one that somebody has seen.</summary>
    /// <param name="seen">The first digits of the hash that was seen; null when nobody has.</param>
    public ShownPlan HeldAgainst(string? seen)
    {
        if (seen is null || IsNamed(Hash, seen))
            return this;

        var changed = Changed(Hash);
        return new ShownPlan(
            Plan with { Refusals = [.. Plan.Refusals, changed] },
            Document with { Refusals = [.. Document.Refusals, changed.ToDocument()] });
    }

    /// <summary>Makes sure that a plan is the one that somebody has seen.</summary>
    /// <param name="hash">The plan's hash.</param>
    /// <param name="seen">The first digits of the hash that was seen.</param>
    /// <exception cref="RefusedException">It is another.</exception>
    public static void Require(string hash, string seen)
    {
        if (!IsNamed(hash, seen))
            throw new RefusedException([Changed(hash)]);
    }

    private static bool IsNamed(string hash, string seen) => hash.StartsWith(seen, StringComparison.OrdinalIgnoreCase);

    private static Refusal Changed(string hash) => new(
        RefusalKind.PlanChanged, null, $"The plan has changed since it was looked at; it is {hash} now.",
        "Look at the plan as it is now, and ask again.");
}
