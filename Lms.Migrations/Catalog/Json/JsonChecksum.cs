using System.Security.Cryptography;
using System.Text;

namespace Lms.Migrations.Catalog.Json;

/// <summary>Fingerprints the steps of an up section.</summary>
internal static class JsonChecksum
{
    /// <summary>SHA-256 over the steps without a blank or a comment between their parts; lower-case hex.</summary>
    /// <remarks>The size of a backfill's batches is left out: it says how gently, not what. Recorded in databases: a change of
    /// this form would make every applied migration look modified.</remarks>
    public static string Of(JsonSourceArray steps)
    {
        var counted = steps with { Items = [.. steps.Items.Select(WithoutTuning)] };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonText.Compact(counted))));
    }

    private static JsonSource WithoutTuning(JsonSource step) =>
        step is JsonSourceObject { Properties: [{ Name: UpStep.Backfill }, ..] } backfill
            ? backfill with { Properties = [.. backfill.Properties.Where(property => property.Name != BackfillStep.Batch)] }
            : step;
}
