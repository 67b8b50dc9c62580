namespace Lms.DocumentGateway.Wire;

/// <summary>Bytes that are no message: where the next one begins is not known, so the connection is closed.</summary>
#pragma warning disable CA1032, CA1064 // Always with a reason, and never seen outside the gateway.
internal sealed class ProtocolException(string message) : Exception(message);
#pragma warning restore CA1032, CA1064
