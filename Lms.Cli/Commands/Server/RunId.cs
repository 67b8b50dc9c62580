using System.CommandLine;
using System.CommandLine.Parsing;
using Lms.Cli.Configuration;
using Lms.Contracts.Client;
using Lms.Contracts.Runs;

namespace Lms.Cli.Commands.Server;

/// <summary>The id of a run, or enough of it to name one of the latest.</summary>
internal static class RunId
{
    private const int Shortest = 6;
    private const int Looked = 200;

    public static Argument<string> Argument() => new("id")
    {
        CustomParser = Parse, Description = $"Its id, or the first {Shortest} characters of it at least; 'lms run list' shows them.",
    };

    /// <summary>The run of that id, or the only one of the latest whose id begins so.</summary>
    /// <exception cref="UsageException">None does, or several do.</exception>
    public static async Task<RunDocument> FindAsync(LmsClient client, string id, CancellationToken cancellationToken)
    {
        if (Guid.TryParse(id, out var whole))
            return await client.GetRunAsync(whole, cancellationToken);

        var start = Compact(id);
        var latest = await client.ListRunsAsync(new RunFilter { Limit = Looked }, cancellationToken);
        RunDocument[] found = [.. latest.Runs.Where(run => run.Id.ToString("N").StartsWith(start, StringComparison.Ordinal))];
        return found switch
        {
            [var only] => only,
            [] => throw new UsageException($"The id of none of the latest {latest.Runs.Count} runs begins with {id}; 'lms run list' shows them."),
            _ => throw new UsageException(
                $"The ids of {found.Length} runs begin with {id}: {string.Join(", ", found.Take(5).Select(run => run.Id))}{(found.Length > 5 ? ", …" : "")}."),
        };
    }

    private static string Parse(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Compact(text) is { Length: >= Shortest and <= 32 } digits && digits.All(char.IsAsciiHexDigit))
            return text;

        result.AddError($"'{text}' is not the id of a run, nor the first {Shortest} characters of one at least; 'lms run list' shows them.");
        return "";
    }

    private static string Compact(string id) => id.Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();
}
