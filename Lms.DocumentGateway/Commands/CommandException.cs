using Lms.DocumentDb;

namespace Lms.DocumentGateway.Commands;

/// <summary>A command is refused: what the client is told.</summary>
/// <param name="code">One of MongoDB's.</param>
/// <param name="message">A sentence.</param>
/// <param name="label">What the client may do about it, as MongoDB's clients know it; null for nothing.</param>
/// <param name="innerException">What went wrong below.</param>
#pragma warning disable CA1032, CA1064 // Never without a code, and never seen outside the gateway.
internal sealed class CommandException(int code, string message, string? label = null, Exception? innerException = null)
    : Exception(message, innerException)
#pragma warning restore CA1032, CA1064
{
    /// <summary>The whole transaction may be tried again.</summary>
    public const string TransientTransactionError = "TransientTransactionError";

    public int Code { get; } = code;

    public string CodeName => MongoError.NameOf(Code);

    public string? Label { get; } = label;
}
