using System.Collections.Frozen;
using Npgsql;

namespace Lms.DocumentDb;

/// <summary>Which MongoDB error a SQLSTATE stands for. DocumentDB has states of its own, M0000 and on, beside PostgreSQL's.</summary>
public static class DocumentDbErrorCodes
{
    private static readonly FrozenDictionary<string, int> Known = new Dictionary<string, int>
    {
        [PostgresErrorCodes.UniqueViolation] = 11000,
        [PostgresErrorCodes.ExclusionViolation] = 11000,
        [PostgresErrorCodes.SerializationFailure] = 112,
        [PostgresErrorCodes.DeadlockDetected] = 112,
        [PostgresErrorCodes.LockNotAvailable] = 24,
        [PostgresErrorCodes.QueryCanceled] = 50,
        [PostgresErrorCodes.InFailedSqlTransaction] = 251,
        [PostgresErrorCodes.ActiveSqlTransaction] = 263,
        [PostgresErrorCodes.FeatureNotSupported] = 115,
        ["M0000"] = 1,
        ["M0001"] = 2,
        ["M0002"] = 5,
        ["M0003"] = 9,
        ["M0004"] = 14,
        ["M0005"] = 15,
        ["M00DO"] = 16,
        ["M0006"] = 20,
        ["M0008"] = 26,
        ["M0009"] = 27,
        ["M000A"] = 28,
        ["M000C"] = 34,
        ["M000D"] = 40,
        ["M000E"] = 43,
        ["M000F"] = 48,
        ["M000G"] = 52,
        ["M000H"] = 53,
        ["M000I"] = 54,
        ["M000J"] = 56,
        ["M000K"] = 57,
        ["M000M"] = 66,
        ["M000N"] = 67,
        ["M000O"] = 68,
        ["M000P"] = 72,
        ["M000Q"] = 73,
        ["M000R"] = 85,
        ["M000S"] = 86,
        ["M000T"] = 111,
        ["M000U"] = 115,
        ["M00CO"] = 121,
        ["M00EL"] = 143,
        ["M000W"] = 146,
        ["M000X"] = 159,
        ["M000Y"] = 165,
        ["M000Z"] = 166,
        ["M0010"] = 167,
        ["M0011"] = 181,
        ["M0012"] = 197,
        ["M0013"] = 224,
        ["M0014"] = 232,
        ["M0015"] = 241,
        ["M0016"] = 263,
        ["M0017"] = 276,
        ["M0018"] = 291,
        ["M0019"] = 361,
        ["M00E8"] = 10107,
        ["M001B"] = 10334,
        ["M001C"] = 11000,
        ["M001D"] = 12587,
        // Expressions of a pipeline that meet a value they cannot work with.
        ["M0020"] = 16410,
        ["M001T"] = 16006,
        ["M001V"] = 16020,
        ["M0023"] = 16554,
        ["M0024"] = 16610,
        ["M0025"] = 16611,
        ["M0026"] = 16612,
        ["M0034"] = 17124,
        ["M003A"] = 17419,
        ["M003B"] = 17420,
        ["M003N"] = 28650,
        ["M003P"] = 28656,
        ["M003W"] = 28680,
        ["M006D"] = 40066,
        ["M006M"] = 40081,
        ["M007U"] = 40324,
        ["M0086"] = 40400,
        ["M0088"] = 40415,
        ["M009D"] = 51080,
        ["M009E"] = 51081,
        ["M009F"] = 51082,
        ["M009G"] = 51083,
    }.ToFrozenDictionary();

    /// <summary>MongoDB's number; <see cref="MongoError.UnknownError"/> (8) for a state that is none of these.</summary>
    public static int Of(string sqlState) => Known.GetValueOrDefault(sqlState, MongoError.UnknownError);

    /// <summary>The SQLSTATE within the integer that PostgreSQL makes of it: six bits for each character, the first one lowest.</summary>
    public static string Decode(int encoded) => string.Create(5, encoded, static (characters, state) =>
    {
        for (var i = 0; i < characters.Length; i++)
            characters[i] = (char)(((state >> (6 * i)) & 0x3F) + '0');
    });
}
