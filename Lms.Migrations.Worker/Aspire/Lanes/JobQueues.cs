using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Lms.Migrations.Worker.Lanes;

/// <summary>The names of Hangfire's queues. A server drains its queues in the order of their names, so that each has one queue and none starves.</summary>
internal static partial class JobQueues
{
    /// <summary>What is done on behalf of the whole system.</summary>
    public const string Control = "control";

    private const string Lanes = "lanes_";
    private const int HashBytes = 6;

    /// <summary>The lanes of one database: the backfill of one takes nothing from that of another.</summary>
    public static string OfLanes(string database) => Lanes + (PlainName().IsMatch(database)
        ? database
        // Hangfire knows small letters, digits, - and _; a database's name may be anything.
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(database)).AsSpan(0, HashBytes)));

    [GeneratedRegex("^[a-z0-9_-]{1,40}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex PlainName();
}
