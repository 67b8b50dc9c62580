namespace Lms.Contracts.Mapping;

/// <summary>How the contract spells values of enumerations.</summary>
public static class WireName
{
    /// <summary><c>OutOfOrder</c> is <c>outOfOrder</c>.</summary>
    public static string Wire<T>(this T value)
        where T : struct, Enum
    {
        var name = value.ToString();
        return string.Concat(char.ToLowerInvariant(name[0]).ToString(), name.AsSpan(1));
    }

    /// <summary>The value of that spelling; null when there is none.</summary>
    public static T? Parse<T>(string name)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (value.Wire() == name)
                return value;
        }

        return null;
    }

    /// <summary>The value of that spelling.</summary>
    /// <exception cref="FormatException">There is none: whoever wrote it is newer than this program.</exception>
    internal static T Require<T>(string name)
        where T : struct, Enum => Parse<T>(name) ?? throw new FormatException($"'{name}' is not a {typeof(T).Name} that this version knows.");
}
