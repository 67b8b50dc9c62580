using System.Runtime.InteropServices;

namespace Lms.ServiceDefaults.Secrets;

/// <summary>Where a secret stands in a text.</summary>
/// <param name="Start">Its first character.</param>
/// <param name="End">The one after its last.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct SecretRange(int Start, int End)
{
    /// <summary>Null for a range of nothing.</summary>
    public static SecretRange? Of(int start, int end) => start < end ? new SecretRange(start, end) : null;
}
