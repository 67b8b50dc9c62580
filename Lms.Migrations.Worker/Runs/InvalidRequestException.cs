namespace Lms.Migrations.Worker.Runs;

/// <summary>A request that cannot be understood; nothing was done.</summary>
/// <param name="faults">By property; at least one.</param>
internal sealed class InvalidRequestException(IReadOnlyDictionary<string, string[]> faults)
    : Exception(string.Join(" ", faults.SelectMany(fault => fault.Value.Select(message => $"{fault.Key}: {message}."))))
{
    public IReadOnlyDictionary<string, string[]> Faults { get; } = faults;
}

/// <summary>Gathers what is wrong with a request, so that all of it is said at once.</summary>
internal sealed class RequestFaults
{
    private readonly Dictionary<string, List<string>> faults = [];

    public void Add(string property, string message)
    {
        if (!faults.TryGetValue(property, out var messages))
            faults[property] = messages = [];
        messages.Add(message);
    }

    /// <summary>Checks how long a text is, and that it holds no control characters.</summary>
    public void Length(string property, string? text, int least, int most)
    {
        if (text is null)
            return;
        if (text.Length < least || text.Length > most)
            Add(property, $"{text.Length} characters; it must have from {least} to {most}");
        else if (text.Any(character => char.IsControl(character) && character is not ('\n' or '\t')))
            Add(property, "it holds control characters");
    }

    /// <exception cref="InvalidRequestException">Something is wrong.</exception>
    public void ThrowIfAny()
    {
        if (faults.Count > 0)
            throw new InvalidRequestException(faults.ToDictionary(fault => fault.Key, fault => fault.Value.ToArray()));
    }
}
