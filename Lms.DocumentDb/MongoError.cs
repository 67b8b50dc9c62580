using System.Collections.Frozen;

namespace Lms.DocumentDb;

/// <summary>MongoDB's error codes, as its documentation lists them.</summary>
public static class MongoError
{
    public const int InternalError = 1;
    public const int BadValue = 2;

    /// <summary>What MongoDB says where it cannot say what went wrong.</summary>
    public const int UnknownError = 8;

    public const int HostUnreachable = 6;
    public const int FailedToParse = 9;
    public const int Unauthorized = 13;
    public const int TypeMismatch = 14;
    public const int AuthenticationFailed = 18;
    public const int IllegalOperation = 20;
    public const int InvalidBson = 22;
    public const int LockTimeout = 24;
    public const int NamespaceNotFound = 26;
    public const int IndexNotFound = 27;
    public const int CursorNotFound = 43;
    public const int MaxTimeExpired = 50;
    public const int CommandNotFound = 59;
    public const int InvalidOptions = 72;
    public const int InvalidNamespace = 73;
    public const int ShutdownInProgress = 91;
    public const int WriteConflict = 112;
    public const int ConflictingOperationInProgress = 117;
    public const int CursorInUse = 143;
    public const int IncompleteTransactionHistory = 217;
    public const int TransactionTooOld = 225;
    public const int NoSuchTransaction = 251;
    public const int TransactionCommitted = 256;
    public const int ExceededTimeLimit = 262;
    public const int OperationNotSupportedInTransaction = 263;
    public const int UnsupportedOpQueryCommand = 352;
    public const int BsonObjectTooLarge = 10334;
    public const int DuplicateKey = 11000;
    public const int Interrupted = 11601;

    /// <summary>One of those without a name.</summary>
    public const int UnknownSectionKind = 40432;

    /// <inheritdoc cref="UnknownSectionKind"/>
    public const int MissingDatabase = 40571;

    /// <inheritdoc cref="UnknownSectionKind"/>
    public const int CursorOfAnotherSession = 50738;

    /// <inheritdoc cref="UnknownSectionKind"/>
    public const int NotRetryable = 50768;

    private static readonly FrozenDictionary<int, string> Names = new Dictionary<int, string>
    {
        [InternalError] = "InternalError",
        [BadValue] = "BadValue",
        [5] = "GraphContainsCycle",
        [HostUnreachable] = "HostUnreachable",
        [UnknownError] = "UnknownError",
        [FailedToParse] = "FailedToParse",
        [Unauthorized] = "Unauthorized",
        [TypeMismatch] = "TypeMismatch",
        [15] = "Overflow",
        [16] = "InvalidLength",
        [AuthenticationFailed] = "AuthenticationFailed",
        [IllegalOperation] = "IllegalOperation",
        [InvalidBson] = "InvalidBSON",
        [LockTimeout] = "LockTimeout",
        [NamespaceNotFound] = "NamespaceNotFound",
        [IndexNotFound] = "IndexNotFound",
        [28] = "PathNotViable",
        [34] = "CannotBackfillArray",
        [40] = "ConflictingUpdateOperators",
        [CursorNotFound] = "CursorNotFound",
        [48] = "NamespaceExists",
        [MaxTimeExpired] = "MaxTimeMSExpired",
        [52] = "DollarPrefixedFieldName",
        [53] = "InvalidIdField",
        [54] = "NotSingleValueField",
        [56] = "EmptyFieldName",
        [57] = "DottedFieldName",
        [CommandNotFound] = "CommandNotFound",
        [66] = "ImmutableField",
        [67] = "CannotCreateIndex",
        [68] = "IndexAlreadyExists",
        [InvalidOptions] = "InvalidOptions",
        [InvalidNamespace] = "InvalidNamespace",
        [85] = "IndexOptionsConflict",
        [86] = "IndexKeySpecsConflict",
        [ShutdownInProgress] = "ShutdownInProgress",
        [111] = "NotExactValueField",
        [WriteConflict] = "WriteConflict",
        [115] = "CommandNotSupported",
        [ConflictingOperationInProgress] = "ConflictingOperationInProgress",
        [121] = "DocumentValidationFailure",
        [CursorInUse] = "CursorInUse",
        [146] = "ExceededMemoryLimit",
        [159] = "DurationOverflow",
        [165] = "ViewDepthLimitExceeded",
        [166] = "CommandNotSupportedOnView",
        [167] = "OptionNotSupportedOnView",
        [181] = "AmbiguousIndexKeyPattern",
        [197] = "InvalidIndexSpecificationOption",
        [IncompleteTransactionHistory] = "IncompleteTransactionHistory",
        [224] = "QueryFeatureNotAllowed",
        [TransactionTooOld] = "TransactionTooOld",
        [232] = "MaxSubPipelineDepthExceeded",
        [241] = "ConversionFailure",
        [NoSuchTransaction] = "NoSuchTransaction",
        [TransactionCommitted] = "TransactionCommitted",
        [ExceededTimeLimit] = "ExceededTimeLimit",
        [OperationNotSupportedInTransaction] = "OperationNotSupportedInTransaction",
        [276] = "IndexBuildAborted",
        [291] = "UnableToFindIndex",
        [UnsupportedOpQueryCommand] = "UnsupportedOpQueryCommand",
        [361] = "CollectionUUIDMismatch",
        [10107] = "NotWritablePrimary",
        [BsonObjectTooLarge] = "BSONObjectTooLarge",
        [DuplicateKey] = "DuplicateKey",
        [Interrupted] = "Interrupted",
        [12587] = "BackgroundOperationInProgressForNamespace",
    }.ToFrozenDictionary();

    /// <summary>The name of a code; those without one are named by their number.</summary>
    public static string NameOf(int code) => Names.GetValueOrDefault(code) ?? $"Location{code}";
}
