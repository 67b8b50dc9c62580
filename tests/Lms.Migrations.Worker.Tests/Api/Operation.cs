using System.Text.Json;

namespace Lms.Migrations.Worker.Tests.Api;

/// <summary>One operation of the OpenAPI document.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Method">GET, POST, …</param>
/// <param name="Path">With names in braces.</param>
/// <param name="Query">Names of what may stand behind the question mark.</param>
/// <param name="HasBody">Whether it takes one.</param>
/// <param name="Description">As the document has it.</param>
internal sealed record Operation(HttpMethod Method, string Id, string Path, IReadOnlyList<string> Query, bool HasBody, string Description)
{
    /// <summary>Every operation that the worker says it has.</summary>
    public static async Task<IReadOnlyList<Operation>> ReadAsync(HttpClient http, CancellationToken cancellationToken)
    {
        using var document = JsonDocument.Parse(await http.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative), cancellationToken));
        return
        [
            .. from path in document.RootElement.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               select Of(path.Name, operation),
        ];
    }

    /// <summary>A request for it.</summary>
    /// <param name="fill">What to put in place of a name in braces, not encoded.</param>
    /// <param name="query">Everything from the question mark on.</param>
    public HttpRequestMessage NewRequest(Func<string, string> fill, string query = "")
    {
        var path = string.Join('/', Path.Split('/').Select(part => part.StartsWith('{') ? Uri.EscapeDataString(fill(part[1..^1])) : part));
        return new HttpRequestMessage(Method, path + query);
    }

    public override string ToString() => $"{Method} {Path}";

    private static Operation Of(string path, JsonProperty operation) => new(
        HttpMethod.Parse(operation.Name),
        operation.Value.GetProperty("operationId").GetString()!,
        path,
        operation.Value.TryGetProperty("parameters", out var parameters)
            ? [.. from parameter in parameters.EnumerateArray() where parameter.GetProperty("in").GetString() == "query" select parameter.GetProperty("name").GetString()]
            : [],
        operation.Value.TryGetProperty("requestBody", out _),
        operation.Value.GetProperty("description").GetString()!);
}
