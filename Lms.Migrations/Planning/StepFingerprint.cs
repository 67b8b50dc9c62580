using System.Security.Cryptography;
using System.Text;
using Lms.Migrations.Catalog;

namespace Lms.Migrations.Planning;

/// <summary>Tells whether two plans mean the same by a step.</summary>
internal static class StepFingerprint
{
    public static string Of(PlannedStep step)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // The checksum holds what backfills are, and they are what the way back undoes.
        Add(hash, $"{step.Direction} {step.Migration.Version} {step.Migration.Checksum}");
        Add(hash, step.Section.Options.ToString());
        if (step.Direction == Direction.Down)
            AddAll(hash, step.Section.Statements);
        else
            AddAll(hash, step.Migration.Verify);
        AddAll(hash, step.Migration.Checks.Where(check => check.Direction == step.Direction));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AddAll(IncrementalHash hash, IEnumerable<Statement> statements)
    {
        foreach (var statement in statements)
            Add(hash, statement.Text);
    }

    // Each part with its length before it, so that no two lists of parts run together into the same bytes.
    private static void Add(IncrementalHash hash, string part)
    {
        var bytes = Encoding.UTF8.GetBytes(part);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }
}
