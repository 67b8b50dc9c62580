using System.Runtime.InteropServices;

namespace Lms.Migrations.Catalog.Json;

/// <summary>Where something stands in a file; both 1-based, columns counted in characters, as editors do.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SourcePosition(int Line, int Column);

/// <summary>A value of a JSON file that knows where it stands.</summary>
internal abstract record JsonSource(SourcePosition At)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>An object; its properties keep their order, for MongoDB's commands depend on it.</summary>
internal sealed record JsonSourceObject(SourcePosition At, IReadOnlyList<JsonSourceProperty> Properties) : JsonSource(At)
{
    public override string Kind => "an object";

    public JsonSourceProperty? Find(string name) => Properties.FirstOrDefault(property => property.Name == name);
}

internal sealed record JsonSourceProperty(SourcePosition At, string Name, JsonSource Value);

internal sealed record JsonSourceArray(SourcePosition At, IReadOnlyList<JsonSource> Items) : JsonSource(At)
{
    public override string Kind => "an array";
}

/// <summary>A string, its escapes resolved.</summary>
internal sealed record JsonSourceString(SourcePosition At, string Value) : JsonSource(At)
{
    public override string Kind => "a string";
}

/// <summary>A number, in the form in which it is written: <c>1.50</c> is not <c>1.5</c>.</summary>
internal sealed record JsonSourceNumber(SourcePosition At, string Literal) : JsonSource(At)
{
    public override string Kind => "a number";
}

/// <summary><c>true</c>, <c>false</c> or <c>null</c>.</summary>
internal sealed record JsonSourceLiteral(SourcePosition At, string Literal) : JsonSource(At)
{
    public override string Kind => Literal;
}
