using System.Collections.Frozen;
using Npgsql;

namespace Lms.Migrations.Documents.DocumentDb;

/// <summary>Which MongoDB error a SQLSTATE stands for. DocumentDB has states of its own, M0000 and on, beside PostgreSQL's.</summary>
internal static class DocumentDbErrorCodes
{
    private static readonly FrozenDictionary<string, (int Code, string Name)> Known = new Dictionary<string, (int, string)>
    {
        [PostgresErrorCodes.UniqueViolation] = (11000, "DuplicateKey"),
        [PostgresErrorCodes.ExclusionViolation] = (11000, "DuplicateKey"),
        [PostgresErrorCodes.SerializationFailure] = (112, "WriteConflict"),
        [PostgresErrorCodes.DeadlockDetected] = (112, "WriteConflict"),
        [PostgresErrorCodes.LockNotAvailable] = (24, "LockTimeout"),
        [PostgresErrorCodes.QueryCanceled] = (50, "MaxTimeMSExpired"),
        [PostgresErrorCodes.InFailedSqlTransaction] = (251, "NoSuchTransaction"),
        [PostgresErrorCodes.ActiveSqlTransaction] = (263, "OperationNotSupportedInTransaction"),
        [PostgresErrorCodes.FeatureNotSupported] = (115, "CommandNotSupported"),
        ["M0000"] = (1, "InternalError"),
        ["M0001"] = (2, "BadValue"),
        ["M0002"] = (5, "GraphContainsCycle"),
        ["M0003"] = (9, "FailedToParse"),
        ["M0004"] = (14, "TypeMismatch"),
        ["M0005"] = (15, "Overflow"),
        ["M00DO"] = (16, "InvalidLength"),
        ["M0006"] = (20, "IllegalOperation"),
        ["M0008"] = (26, "NamespaceNotFound"),
        ["M0009"] = (27, "IndexNotFound"),
        ["M000A"] = (28, "PathNotViable"),
        ["M000C"] = (34, "CannotBackfillArray"),
        ["M000D"] = (40, "ConflictingUpdateOperators"),
        ["M000E"] = (43, "CursorNotFound"),
        ["M000F"] = (48, "NamespaceExists"),
        ["M000G"] = (52, "DollarPrefixedFieldName"),
        ["M000H"] = (53, "InvalidIdField"),
        ["M000I"] = (54, "NotSingleValueField"),
        ["M000J"] = (56, "EmptyFieldName"),
        ["M000K"] = (57, "DottedFieldName"),
        ["M000M"] = (66, "ImmutableField"),
        ["M000N"] = (67, "CannotCreateIndex"),
        ["M000O"] = (68, "IndexAlreadyExists"),
        ["M000P"] = (72, "InvalidOptions"),
        ["M000Q"] = (73, "InvalidNamespace"),
        ["M000R"] = (85, "IndexOptionsConflict"),
        ["M000S"] = (86, "IndexKeySpecsConflict"),
        ["M000T"] = (111, "NotExactValueField"),
        ["M000U"] = (115, "CommandNotSupported"),
        ["M00CO"] = (121, "DocumentValidationFailure"),
        ["M00EL"] = (143, "CursorInUse"),
        ["M000W"] = (146, "ExceededMemoryLimit"),
        ["M000X"] = (159, "DurationOverflow"),
        ["M000Y"] = (165, "ViewDepthLimitExceeded"),
        ["M000Z"] = (166, "CommandNotSupportedOnView"),
        ["M0010"] = (167, "OptionNotSupportedOnView"),
        ["M0011"] = (181, "AmbiguousIndexKeyPattern"),
        ["M0012"] = (197, "InvalidIndexSpecificationOption"),
        ["M0013"] = (224, "QueryFeatureNotAllowed"),
        ["M0014"] = (232, "MaxSubPipelineDepthExceeded"),
        ["M0015"] = (241, "ConversionFailure"),
        ["M0016"] = (263, "OperationNotSupportedInTransaction"),
        ["M0017"] = (276, "IndexBuildAborted"),
        ["M0018"] = (291, "UnableToFindIndex"),
        ["M0019"] = (361, "CollectionUUIDMismatch"),
        ["M00E8"] = (10107, "NotWritablePrimary"),
        ["M001B"] = (10334, "BSONObjectTooLarge"),
        ["M001C"] = (11000, "DuplicateKey"),
        ["M001D"] = (12587, "BackgroundOperationInProgressForNamespace"),
        // Expressions of a pipeline that meet a value they cannot work with; MongoDB names these by their number.
        ["M0020"] = Location(16410),
        ["M001T"] = Location(16006),
        ["M001V"] = Location(16020),
        ["M0023"] = Location(16554),
        ["M0024"] = Location(16610),
        ["M0025"] = Location(16611),
        ["M0026"] = Location(16612),
        ["M0034"] = Location(17124),
        ["M003A"] = Location(17419),
        ["M003B"] = Location(17420),
        ["M003N"] = Location(28650),
        ["M003P"] = Location(28656),
        ["M003W"] = Location(28680),
        ["M006D"] = Location(40066),
        ["M006M"] = Location(40081),
        ["M007U"] = Location(40324),
        ["M0086"] = Location(40400),
        ["M0088"] = Location(40415),
        ["M009D"] = Location(51080),
        ["M009E"] = Location(51081),
        ["M009F"] = Location(51082),
        ["M009G"] = Location(51083),
    }.ToFrozenDictionary();

    /// <summary>MongoDB's number and name; UnknownError (8) for a state that is none of these.</summary>
    public static (int Code, string Name) Of(string sqlState) => Known.GetValueOrDefault(sqlState, (8, "UnknownError"));

    /// <summary>The SQLSTATE within the integer that PostgreSQL makes of it: six bits for each character, the first one lowest.</summary>
    public static string Decode(int encoded) => string.Create(5, encoded, static (characters, state) =>
    {
        for (var i = 0; i < characters.Length; i++)
            characters[i] = (char)(((state >> (6 * i)) & 0x3F) + '0');
    });

    private static (int, string) Location(int number) => (number, $"Location{number}");
}
