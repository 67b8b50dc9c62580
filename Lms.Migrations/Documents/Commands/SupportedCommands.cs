namespace Lms.Migrations.Documents.Commands;

/// <summary>The MongoDB database commands that the engine can run: the one list that migrations are checked against and that every
/// driver must be able to run.</summary>
internal static class SupportedCommands
{
    /// <summary>Commands that change documents, collections or indexes.</summary>
    private static readonly HashSet<string> Changing = new(StringComparer.Ordinal)
    {
        "insert", "update", "delete", "findAndModify", "createIndexes", "dropIndexes", "create", "drop", "collMod",
        "renameCollection", "dropDatabase",
    };

    /// <summary>Commands that only answer. An <c>aggregate</c> is among them and yet changes something when its pipeline ends in
    /// <c>$out</c> or <c>$merge</c>.</summary>
    private static readonly HashSet<string> Reading = new(StringComparer.Ordinal)
    {
        "find", "aggregate", "count", "distinct", "listIndexes", "listCollections", "collStats", "dbStats", "ping",
    };

    /// <summary>All names, in alphabetical order, for messages.</summary>
    public static IEnumerable<string> Names => Changing.Concat(Reading).Order(StringComparer.Ordinal);

    /// <summary>Whether the engine can run it. Names are case-sensitive, as MongoDB's are.</summary>
    public static bool Contains(string name) => Changing.Contains(name) || Reading.Contains(name);

    /// <summary>Whether it changes something by its nature.</summary>
    public static bool Changes(string name) => Changing.Contains(name);

    /// <summary>The supported name that differs from this one by nothing but case; null when there is none.</summary>
    public static string? FindNearMiss(string name) => Names.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
}
