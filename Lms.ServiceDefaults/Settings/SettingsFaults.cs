namespace Lms.ServiceDefaults.Settings;

/// <summary>Gathers what is wrong with the configuration, so that all of it is said at once.</summary>
public sealed class SettingsFaults
{
    private readonly List<string> all = [];

    /// <summary>Adds one fault.</summary>
    /// <param name="path">Where in the configuration: <c>Lms:Platform:Connection</c>.</param>
    /// <param name="message">What is wrong, without a full stop.</param>
    public void Add(string path, string message) => all.Add($"{path}: {message}.");

    /// <exception cref="ServiceConfigurationException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (all.Count > 0)
            throw new ServiceConfigurationException(string.Join(Environment.NewLine, all.Prepend("The configuration is wrong:")));
    }
}
