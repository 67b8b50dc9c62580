using System.Collections.Frozen;

namespace Lms.Migrations.Documents.Commands;

/// <summary>MongoDB's error codes, as its documentation lists them.</summary>
internal static class MongoError
{
    public const int Unauthorized = 13;
    public const int LockTimeout = 24;
    public const int NamespaceNotFound = 26;
    public const int IndexNotFound = 27;
    public const int MaxTimeExpired = 50;
    public const int WriteConflict = 112;
    public const int NoSuchTransaction = 251;
    public const int DuplicateKey = 11000;

    private static readonly FrozenDictionary<int, string> Names = new Dictionary<int, string>
    {
        [1] = "InternalError",
        [2] = "BadValue",
        [5] = "GraphContainsCycle",
        [8] = "UnknownError",
        [9] = "FailedToParse",
        [Unauthorized] = "Unauthorized",
        [14] = "TypeMismatch",
        [15] = "Overflow",
        [16] = "InvalidLength",
        [20] = "IllegalOperation",
        [LockTimeout] = "LockTimeout",
        [NamespaceNotFound] = "NamespaceNotFound",
        [IndexNotFound] = "IndexNotFound",
        [28] = "PathNotViable",
        [34] = "CannotBackfillArray",
        [40] = "ConflictingUpdateOperators",
        [43] = "CursorNotFound",
        [48] = "NamespaceExists",
        [MaxTimeExpired] = "MaxTimeMSExpired",
        [52] = "DollarPrefixedFieldName",
        [53] = "InvalidIdField",
        [54] = "NotSingleValueField",
        [56] = "EmptyFieldName",
        [57] = "DottedFieldName",
        [59] = "CommandNotFound",
        [66] = "ImmutableField",
        [67] = "CannotCreateIndex",
        [68] = "IndexAlreadyExists",
        [72] = "InvalidOptions",
        [73] = "InvalidNamespace",
        [85] = "IndexOptionsConflict",
        [86] = "IndexKeySpecsConflict",
        [111] = "NotExactValueField",
        [WriteConflict] = "WriteConflict",
        [115] = "CommandNotSupported",
        [121] = "DocumentValidationFailure",
        [143] = "CursorInUse",
        [146] = "ExceededMemoryLimit",
        [159] = "DurationOverflow",
        [165] = "ViewDepthLimitExceeded",
        [166] = "CommandNotSupportedOnView",
        [167] = "OptionNotSupportedOnView",
        [181] = "AmbiguousIndexKeyPattern",
        [197] = "InvalidIndexSpecificationOption",
        [224] = "QueryFeatureNotAllowed",
        [232] = "MaxSubPipelineDepthExceeded",
        [241] = "ConversionFailure",
        [NoSuchTransaction] = "NoSuchTransaction",
        [263] = "OperationNotSupportedInTransaction",
        [276] = "IndexBuildAborted",
        [291] = "UnableToFindIndex",
        [361] = "CollectionUUIDMismatch",
        [10107] = "NotWritablePrimary",
        [10334] = "BSONObjectTooLarge",
        [DuplicateKey] = "DuplicateKey",
        [12587] = "BackgroundOperationInProgressForNamespace",
    }.ToFrozenDictionary();

    /// <summary>The name of a code; those without one are named by their number.</summary>
    public static string NameOf(int code) => Names.GetValueOrDefault(code) ?? $"Location{code}";
}
