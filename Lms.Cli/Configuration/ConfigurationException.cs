namespace Lms.Cli.Configuration;

/// <summary>The configuration, or the choice of it on the command line, is wrong; nothing was touched.</summary>
internal sealed class ConfigurationException(string message) : Exception(message)
{
    /// <summary>The configuration file; null when the command line is to blame.</summary>
    public string? File { get; init; }

    /// <summary>The 1-based line in it.</summary>
    public int? Line { get; init; }

    /// <summary>The path of the property: <c>databases[0].connection</c>.</summary>
    public string? Property { get; init; }

    /// <summary>What would be right.</summary>
    public string? WayOut { get; init; }
}
