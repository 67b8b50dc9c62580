using System.Security.Cryptography;
using System.Text;
using Lms.Contracts.Access;

namespace Lms.Migrations.Worker.Security;

/// <summary>What is kept of a token.</summary>
internal static class TokenHash
{
    /// <summary>SHA-256 of its secret. Nothing slower is needed: nobody guesses 256 bits.</summary>
    public static byte[] Hash(this TokenText text) => SHA256.HashData(Encoding.ASCII.GetBytes(text.Secret));
}
