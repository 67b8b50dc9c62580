namespace Lms.Migrations.Documents.Commands;

/// <summary>The server refuses a command, as MongoDB would: by number and name.</summary>
/// <param name="code">MongoDB's error code: 11000 for a duplicate key, 112 for a write conflict, …</param>
/// <param name="message">What the server says.</param>
/// <param name="innerException">What the driver threw.</param>
#pragma warning disable CA1032, CA1064 // Never without a code, and never seen outside the engine.
internal sealed class DocumentCommandException(int code, string message, Exception? innerException = null)
    : Exception(message, innerException)
#pragma warning restore CA1032, CA1064
{
    /// <summary>MongoDB's error code.</summary>
    public int Code { get; } = code;

    /// <summary>Its name: <c>DuplicateKey</c>.</summary>
    public string CodeName => MongoError.NameOf(Code);
}
