using System.Security.Cryptography;
using System.Text.Json;
using Lms.Contracts.Json;
using Lms.Contracts.Runs;

namespace Lms.Migrations.Worker.Runs;

/// <summary>Tells whether two requests ask for the same.</summary>
internal static class RequestHash
{
    /// <summary>SHA-256 of what is asked for, 64 lower-case hex digits.</summary>
    public static string Of(RunRequestDocument request) => Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(request, ContractJson.Default.RunRequestDocument)));
}
