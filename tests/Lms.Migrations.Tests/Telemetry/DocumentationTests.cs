using System.Reflection;
using Lms.Migrations.Observation;
using Lms.Testing;

namespace Lms.Migrations.Tests.Telemetry;

public sealed class DocumentationTests
{
    public static TheoryData<string> EveryName() =>
        new(new[] { typeof(SpanNames), typeof(SpanTags), typeof(MetricNames), typeof(MetricTags) }
            .SelectMany(names => names.GetFields(BindingFlags.Public | BindingFlags.Static))
            .Select(name => (string)name.GetRawConstantValue()!)
            .Distinct());

    [Theory]
    [MemberData(nameof(EveryName))]
    public async Task Every_name_is_documented(string name) => Assert.Contains(
        $"`{name}`", await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "telemetry.md"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
}
