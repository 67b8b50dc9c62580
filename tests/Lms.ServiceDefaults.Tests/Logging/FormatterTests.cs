using System.Diagnostics;
using System.Text.Json;
using Lms.ServiceDefaults.Logging;
using Lms.ServiceDefaults.Secrets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Lms.ServiceDefaults.Tests.Logging;

public sealed class FormatterTests
{
    private static readonly KeyValuePair<string, object?>[] NoValues = [];
    private readonly SecretRedactor redactor = new();

    [Fact]
    public void A_line_has_time_level_category_and_message()
    {
        var line = Write(new LineFormatter(redactor, TimeProvider.System), "Lms.Migrations.Worker.RunQueue", "3 runs are waiting");

        Assert.Matches(@"^20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z WRN Worker\.RunQueue: 3 runs are waiting\n$", line);
    }

    [Fact]
    public void Messages_of_several_lines_and_exceptions_stay_on_one()
    {
        var line = Write(
            new LineFormatter(redactor, TimeProvider.System), "Lms", "one\r\n  two\n\nthree\tfour\e[31m", Thrown("pwd=hunter2\nlast"));

        Assert.Contains(" WRN Lms: one | two | three four?[31m | System.InvalidOperationException: pwd=*** | last | at Lms.ServiceDefaults.Tests.", line, StringComparison.Ordinal);
        Assert.Equal(1, line.Count(char.IsControl));
    }

    [Fact]
    public void Json_has_everything_with_the_trace_that_it_belongs_to()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        redactor.Add("hunter\"2");

        var line = Write(
            new JsonFormatter(redactor, TimeProvider.System), "Lms.Migrations.Worker.RunQueue", "it was hunter\"2\nreally", Thrown("hunter\"2"),
            [new("Text", "hunter\"2"), new("Count", 3), new("Rate", 0.5m), new("IsNew", true), new("Nothing", null), new("Url", new Uri("http://a:hunter2@b/")), new("{OriginalFormat}", "it was {Text}")]);

        Assert.EndsWith("}\n", line, StringComparison.Ordinal);
        Assert.Equal(1, line.Count(char.IsControl));
        Assert.DoesNotContain("hunter", line, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(line);
        var entry = document.RootElement;
        Assert.Equal(("Warning", "Lms.Migrations.Worker.RunQueue", "it was ***\nreally"), (Text("level"), Text("category"), Text("message")));
        Assert.Equal((activity.TraceId.ToHexString(), activity.SpanId.ToHexString()), (Text("traceId"), Text("spanId")));
        Assert.StartsWith("System.InvalidOperationException: ***\n", Text("exception"), StringComparison.Ordinal);
        Assert.True(DateTimeOffset.UtcNow - entry.GetProperty("time").GetDateTimeOffset() < TimeSpan.FromMinutes(1));
        Assert.Equal("""{"Text":"***","Count":3,"Rate":0.5,"IsNew":true,"Nothing":null,"Url":"http://a:***@b/"}""", entry.GetProperty("values").GetRawText());

        string? Text(string name) => entry.GetProperty(name).GetString();
    }

    [Theory]
    [InlineData("Microsoft.Hosting.Lifetime", "Hosting.Lifetime")]
    [InlineData("Hosting.Lifetime", "Hosting.Lifetime")]
    [InlineData("Lms", "Lms")]
    [InlineData("", "")]
    [InlineData("A.B.Queue<C.D.Item>", "B.Queue<C.D.Item>")]
    public void A_category_is_shortened_to_its_last_two_parts(string category, string shortened) =>
        Assert.Equal(shortened, CategoryName.Shorten(category));

    private static string Write(
        ConsoleFormatter formatter, string category, string message, Exception? exception = null, IReadOnlyList<KeyValuePair<string, object?>>? values = null)
    {
        using var writer = new StringWriter();
        var entry = new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(
            LogLevel.Warning, category, default, values ?? NoValues, exception, (_, _) => message);
        formatter.Write(entry, scopeProvider: null, writer);
        return writer.ToString();
    }

    private static InvalidOperationException Thrown(string message)
    {
        try
        {
            throw new InvalidOperationException(message);
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
    }
}
