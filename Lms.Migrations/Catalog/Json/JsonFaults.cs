namespace Lms.Migrations.Catalog.Json;

/// <summary>What is wrong with one file, gathered while it is read.</summary>
internal sealed class JsonFaults(string file)
{
    private readonly List<CatalogFault> faults = [];

    public IReadOnlyList<CatalogFault> All => faults;

    public void Add(SourcePosition at, string message) => faults.Add(new CatalogFault(file, at.Line, message, at.Column));

    /// <summary>The value as the kind it must be; null and a fault when it is another.</summary>
    public T? Expect<T>(JsonSource value, string what)
        where T : JsonSource
    {
        if (value is T expected)
            return expected;

        Add(value.At, $"{what}, not {value.Kind}");
        return null;
    }

    /// <summary>A fault for each property that is none of those.</summary>
    /// <param name="value">The object.</param>
    /// <param name="known">The names it may have.</param>
    /// <param name="shape">What it looks like when it is right, as a clause.</param>
    public void RefuseUnknown(JsonSourceObject value, ReadOnlySpan<string> known, string shape)
    {
        foreach (var property in value.Properties)
        {
            if (!known.Contains(property.Name))
                Add(property.At, $"unknown property '{property.Name}'; {shape}");
        }
    }
}
