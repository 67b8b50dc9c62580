using Lms.Contracts.Failures;

namespace Lms.Cli.Commands.Backfills;

/// <summary>A database cannot be asked whether it has a backfill of some number.</summary>
internal sealed class UnsearchableException(Failure unavailable, long id, Exception cause) : Exception(unavailable.Message, cause)
{
    /// <summary>Why, and how to do without it.</summary>
    public Failure Failure { get; } = unavailable with
    {
        Message = $"{unavailable.Message} It was asked whether it has a backfill {id}.",
        WayOut = "Name the database of the backfill with --db, and no other is asked.",
    };
}
