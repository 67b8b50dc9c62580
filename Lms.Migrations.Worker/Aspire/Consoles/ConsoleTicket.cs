using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Lms.Migrations.Worker.Security;

namespace Lms.Migrations.Worker.Consoles;

/// <summary>What a browser shows in place of a token: <c>&lt;token's id&gt;.&lt;end&gt;.&lt;signature&gt;</c>.</summary>
/// <remarks>Signed with what is kept of the token, which all workers know and which says nothing of its secret: whichever worker is asked can tell a
/// ticket that another made, and none outlives the token that it was made for. It opens the consoles and nothing else.</remarks>
internal static class ConsoleTicket
{
    /// <summary>How long it can be used.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(30);

    private const string Purpose = "lms console";

    public static string Create(Token token, DateTimeOffset now)
    {
        var end = (now + Lifetime).ToUnixTimeSeconds();
        return string.Create(CultureInfo.InvariantCulture, $"{token.Id}.{end}.{Base64Url.EncodeToString(Sign(token, end))}");
    }

    /// <summary>The id of the token that a ticket says it was made for; null for a text that is none.</summary>
    public static string? IdOf(string ticket) => ticket.Split('.') is [{ Length: > 0 and < 100 } id, _, _] ? id : null;

    /// <summary>Whether it was made for that token, and can still be used.</summary>
    public static bool IsGood(string ticket, Token token, DateTimeOffset now)
    {
        if (ticket.Split('.') is not [var id, var text, var signature] || id != token.Id
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var end) || end > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return false;
        }

        var given = new byte[SHA256.HashSizeInBytes];
        return Base64Url.TryDecodeFromChars(signature, given, out var length) && length == given.Length
            && CryptographicOperations.FixedTimeEquals(Sign(token, end), given)
            && DateTimeOffset.FromUnixTimeSeconds(end) > now;
    }

    private static byte[] Sign(Token token, long end) =>
        HMACSHA256.HashData(token.Hash, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Purpose}\n{token.Id}\n{end}")));
}
