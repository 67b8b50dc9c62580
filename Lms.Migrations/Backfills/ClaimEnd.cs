namespace Lms.Migrations.Backfills;

/// <summary>How a lane's claim of a chunk ended.</summary>
internal enum ClaimEnd
{
    /// <summary>The chunk is done.</summary>
    Done,

    /// <summary>It was given back as it is, for another lane or another time.</summary>
    Released,

    /// <summary>It ran out of time too often, and what was left of it was divided into two.</summary>
    Split,

    /// <summary>The server said no; with attempts left it is pending again.</summary>
    Rejected,

    /// <summary>Somebody else has it, or the run's lease is lost.</summary>
    Lost,
}
