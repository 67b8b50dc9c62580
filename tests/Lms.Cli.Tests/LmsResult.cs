using System.Text.Json;

namespace Lms.Cli.Tests;

/// <summary>What one call of the real command left: its exit code and what it wrote where.</summary>
public sealed record LmsResult(int ExitCode, string Out, string Error)
{
    /// <summary>Both streams, for messages of failed tests and for searching.</summary>
    public string All => $"{Out}{Error}";

    /// <summary>Standard output as the one JSON document it must be.</summary>
    public JsonElement Json => JsonDocument.Parse(Out).RootElement;

    /// <summary>What the document says about the first database.</summary>
    public JsonElement First => Json.GetProperty("databases")[0];

    /// <summary>What the document says about the failure.</summary>
    public JsonElement Failure => Json.GetProperty("error");
}
