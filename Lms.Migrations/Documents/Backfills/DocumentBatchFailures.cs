using Lms.Migrations.Backfills;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Documents.Backfills;

/// <summary>What failures of commands mean for a lane; the numbers are MongoDB's.</summary>
internal static class DocumentBatchFailures
{
    private const int LockTimeout = 24;
    private const int MaxTimeExpired = 50;
    private const int WriteConflict = 112;
    private const int ExceededMemoryLimit = 146;
    private const int NoSuchTransaction = 251;
    private const int DuplicateKey = 11000;
    private const int DocumentTooLarge = 10334;
    private const int ResultTooLarge = 17419;

    /// <summary>Not primary, shutting down, host unreachable, node recovering.</summary>
    private static readonly HashSet<int> Away = [6, 7, 89, 91, 189, 10107, 11600, 11602, 13435, 13436];

    public static BatchFailure? Classify(IDocumentDatabase database, Exception exception) => exception switch
    {
        DocumentCommandException command => Classify(command.Code),
        BatchRejectedException => BatchFailure.Rejected,
        ClaimLostException or LeaseLostException => null,
        // A right that is missing will not come back by waiting for it.
        _ => (exception as DatabaseUnavailableException ?? database.Explain(exception)) is DatabaseUnavailableException
        {
            Cause: UnavailableCause.Unreachable or UnavailableCause.NotAccepting or UnavailableCause.ConnectionLost,
        } ? BatchFailure.ServerLost : null,
    };

    /// <summary>Whether a small transaction that met it may simply be tried again. Its only keys are numbers, each one more than the
    /// highest: one that is taken was given to somebody else meanwhile.</summary>
    public static bool IsContention(DocumentCommandException exception) =>
        exception.Code is WriteConflict or NoSuchTransaction or LockTimeout or DuplicateKey;

    private static BatchFailure Classify(int code) => code switch
    {
        // A journal part that one document cannot hold is smaller in a smaller batch.
        LockTimeout or MaxTimeExpired or ExceededMemoryLimit or DocumentTooLarge or ResultTooLarge => BatchFailure.TimedOut,
        WriteConflict or NoSuchTransaction => BatchFailure.Conflict,
        _ when Away.Contains(code) => BatchFailure.ServerLost,
        _ => BatchFailure.Rejected,
    };
}
