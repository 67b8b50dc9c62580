using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Lms.Migrations.Worker.Tests.Api;

/// <summary>Makes up what nobody should send. The same seed makes the same.</summary>
internal sealed class Fuzz(int seed)
{
    private static readonly string[] Texts =
    [
        "", " ", "0", "-1", "1", "001", "shop", "null", "true", "NaN", "1e309", "9223372036854775807", "99999999999999999999", "2147483648", "+5", "5 ", "０",
        "..", "../../etc/passwd", "%00", "a\0b", "\u0001\u001b[31m", "'; DROP TABLE runs; --", "$1", "{0}", "{{", "<script>alert(1)</script>", "\ud83d\ude00", "\u202eabc", "e\u0301",
        "2026-11-26", "2026-02-30T00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "-1-01-01", "2026-11-26T24:00:00+99:00", "PT1S/PT1S",
        "weekdays 22:00-04:00 Europe/Berlin", "daily 99:99-00:00 Nowhere/Zone", "2026-11-26T00:00Z/P1000000000D", "window", "now", "start:shop:first",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "{00000000-0000-0000-0000-000000000000}", "lms_aaaaaaaaaaaa_x",
    ];

    private readonly Random random = new(seed);

    public bool Often() => random.Next(4) > 0;

    public bool Rarely() => random.Next(8) == 0;

    public T One<T>(IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];

    public string Text() => random.Next(6) switch
    {
        0 => new string((char)random.Next(1, 0x2fff), random.Next(1, 3_000)),
        1 => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)random.Next(1, 0xd7ff))),
        2 => random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture),
        _ => One(Texts),
    };

    /// <summary>What can stand between two slashes; a NUL there the server turns away before anybody sees the request.</summary>
    public string Segment(string name) => Often()
        ? name switch { "database" => "shop", "version" => One(["001", "1", "999"]), _ => One(["1", "2", "9223372036854775807", Guid.Empty.ToString()]) }
        : Text() is { Length: > 0 } text && text is not (".." or ".") && !text.Contains('\0', StringComparison.Ordinal) ? text : "x";

    public string Query(IReadOnlyList<string> names)
    {
        List<string> parts = [.. names.Where(_ => Often()).Select(name => $"{name}={Uri.EscapeDataString(Text())}")];
        if (Rarely())
            parts.Add(Raw());
        return parts.Count == 0 ? "" : $"?{string.Join('&', parts)}";
    }

    public HttpContent? Body()
    {
        if (Rarely())
            return null;

        var content = new ByteArrayContent(Bytes());
        if (Often())
            content.Headers.TryAddWithoutValidation("Content-Type", Often() ? "application/json" : One(["text/plain", "application/json; charset=utf-16", "multipart/form-data", "x", "application/xml"]));
        return content;
    }

    public void Headers(HttpRequestMessage request)
    {
        if (Rarely())
            request.Headers.TryAddWithoutValidation("X-Fuzz", new string('x', random.Next(1, 60_000)));
        if (Rarely())
            request.Headers.TryAddWithoutValidation("Last-Event-ID", One(["", "-1", "x", "9223372036854775807", "99999999999999999999", "1,2"]));
        if (Rarely())
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", One(["", ",", "x", "\"", "\"203.0.113.9", "203.0.113.9:99999", "[::1", "::ffff:1.2.3.4, [2001:db8::1]:5", new string(',', 9_000)]));
        if (Rarely())
            request.Headers.TryAddWithoutValidation("Accept", One(["", "application/xml", "x", "*/*;q=0"]));
        if (Rarely())
            request.Headers.TryAddWithoutValidation("traceparent", One(["", "00-0-0-0", "x", new string('0', 55), "00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-ff"]));
        if (Rarely())
        {
            foreach (var number in Enumerable.Range(0, random.Next(1, 300)))
                request.Headers.TryAddWithoutValidation($"X-{number}", "y");
        }
    }

    private byte[] Bytes()
    {
        switch (random.Next(10))
        {
            case 0:
                var bytes = new byte[random.Next(0, 500)];
                random.NextBytes(bytes);
                return bytes;
            case 1:
                return Encoding.UTF8.GetBytes(new string('[', 10_000));
            case 2:
                return Encoding.UTF8.GetBytes($$"""{"reason":"{{new string('r', random.Next(1, 200_000))}}"}""");
            case 3:
                var cut = Encoding.UTF8.GetBytes(Json().ToJsonString());
                return cut[..random.Next(cut.Length + 1)];
            default:
                return Encoding.UTF8.GetBytes(Json().ToJsonString());
        }
    }

    /// <summary>Objects with names that mean something to some endpoint, and values that may not.</summary>
    private JsonObject Json()
    {
        string[] names =
        [
            "requestId", "database", "kind", "to", "steps", "all", "outOfOrder", "reason", "when", "overrideWindow", "planHash", "version", "scale", "state", "batchSize",
            "window", "databases", "span", "actor", "role", "lifetimeHours", "unknown", "pace",
        ];
        var json = new JsonObject();
        foreach (var name in names.Where(_ => random.Next(3) > 0))
            json[name] = Right(name) is { } right && Often() ? right : Value(depth: 0);
        return json;
    }

    private static JsonNode? Right(string name) => name switch
    {
        "requestId" => Guid.NewGuid().ToString(),
        "database" => "shop",
        "kind" => "migrate",
        "reason" => "because",
        "role" => "viewer",
        "actor" => "somebody",
        "window" => "daily 00:00-24:00 UTC",
        _ => null,
    };

    private JsonNode? Value(int depth) => random.Next(depth > 3 ? 5 : 8) switch
    {
        0 => null,
        1 => random.NextInt64(long.MinValue, long.MaxValue),
        2 => random.NextDouble() * Math.Pow(10, random.Next(-30, 30)),
        3 => random.Next(2) == 0,
        4 or 5 => Text(),
        6 => new JsonArray([.. Enumerable.Range(0, random.Next(0, 5)).Select(_ => Value(depth + 1))]),
        _ => new JsonObject { [Text()] = Value(depth + 1) },
    };

    private string Raw() => One(["&&&", "=", "limit", "limit=", "a=%zz", "a=%ff%fe", "limit=1&limit=2", "%", "?"]);
}
