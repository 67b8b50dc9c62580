namespace Lms.ServiceDefaults;

/// <summary>A service cannot start as it is configured. The message is one sentence fit for an operator: it names the setting and says
/// what may stand there, and holds no secret.</summary>
#pragma warning disable CA1032 // Never without a message.
public sealed class ServiceConfigurationException(string message) : Exception(message);
#pragma warning restore CA1032
