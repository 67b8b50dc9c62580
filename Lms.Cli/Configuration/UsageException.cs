namespace Lms.Cli.Configuration;

/// <summary>The command line asks for something that does not fit together; nothing was touched.</summary>
internal sealed class UsageException(string message) : Exception(message);
