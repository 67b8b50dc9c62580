namespace Lms.DocumentGateway.Bson;

/// <summary>Bytes that are no BSON document.</summary>
#pragma warning disable CA1032, CA1064 // Always with a reason, and never seen outside the gateway.
internal sealed class MalformedBsonException(string message) : Exception(message);
#pragma warning restore CA1032, CA1064
