using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Lms.Migrations.Catalog;

/// <summary>A migration's version: digits as its file name writes them, compared as a number of any length.</summary>
/// <remarks><c>1</c> and <c>001</c> are equal; <c>20260131093000</c> is greater than both.</remarks>
[JsonConverter(typeof(MigrationVersionJson))]
public readonly struct MigrationVersion : IComparable<MigrationVersion>, IEquatable<MigrationVersion>
{
    private readonly string? text;

    private MigrationVersion(string text) => this.text = text;

    /// <summary>The digits of the number that it is compared as: those from the first that is not 0; none for 0.</summary>
    internal string Number => Digits.ToString();

    private ReadOnlySpan<char> Digits => ToString().AsSpan().TrimStart('0');

    /// <summary>Reads a version.</summary>
    /// <exception cref="FormatException">The text is empty or holds anything but ASCII digits.</exception>
    public static MigrationVersion Parse(string text) =>
        TryParse(text, out var version) ? version : throw new FormatException($"'{text}' is not a version: a version is digits only.");

    /// <summary>Reads a version; false when the text is empty or holds anything but ASCII digits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out MigrationVersion version)
    {
        var isNumber = !string.IsNullOrEmpty(text) && text.All(char.IsAsciiDigit);
        version = isNumber ? new MigrationVersion(text!) : default;
        return isNumber;
    }

    /// <inheritdoc/>
    public int CompareTo(MigrationVersion other)
    {
        var left = Digits;
        var right = other.Digits;
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }

    /// <inheritdoc/>
    public bool Equals(MigrationVersion other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MigrationVersion other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Digits, StringComparison.Ordinal);

    /// <summary>The digits as written, leading zeros included.</summary>
    public override string ToString() => text ?? "0";

    public static bool operator ==(MigrationVersion left, MigrationVersion right) => left.Equals(right);

    public static bool operator !=(MigrationVersion left, MigrationVersion right) => !left.Equals(right);

    public static bool operator <(MigrationVersion left, MigrationVersion right) => left.CompareTo(right) < 0;

    public static bool operator >(MigrationVersion left, MigrationVersion right) => left.CompareTo(right) > 0;

    public static bool operator <=(MigrationVersion left, MigrationVersion right) => left.CompareTo(right) <= 0;

    public static bool operator >=(MigrationVersion left, MigrationVersion right) => left.CompareTo(right) >= 0;
}
