namespace Lms.DocumentGateway.Wire;

/// <summary>The bounds that MongoDB's servers announce, and that clients keep to.</summary>
internal static class WireLimits
{
    /// <summary>Bytes of a message, its header among them.</summary>
    public const int LargestMessage = 48_000_000;

    /// <summary>Bytes of a document that is kept.</summary>
    public const int LargestDocument = 16 * 1024 * 1024;

    /// <summary>Bytes of a document within a command; the command adds a little of its own to a document that is kept.</summary>
    public const int LargestDocumentInCommand = LargestDocument + (16 * 1024);

    /// <summary>Writes in one command.</summary>
    public const int MostWrites = 100_000;

    /// <summary>The oldest and newest dialect that is spoken: 21 is that of MongoDB 7.0.</summary>
    public const int OldestDialect = 0;

    public const int NewestDialect = 21;

    /// <summary>The version of MongoDB whose dialect that is.</summary>
    public const string ServerVersion = "7.0.0";
}
