namespace Lms.AppHost;

/// <summary>The app host cannot start or cannot go on; the message tells the person at the terminal why and what to do.</summary>
#pragma warning disable CA1032 // Never without a message.
internal sealed class HostException(string message, Exception? innerException = null) : Exception(message, innerException);
#pragma warning restore CA1032
