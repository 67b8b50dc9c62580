using Lms.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace Lms.ServiceDefaults.Tests.Telemetry;

public sealed class OtlpSignalTests
{
    [Fact]
    public void Over_http_each_signal_has_its_path_below_the_common_address()
    {
        var signal = Read("traces", ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318/below/"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));

        Assert.Equal(new OtlpSignal(new Uri("http://collector:4318/below/v1/traces"), OtlpExportProtocol.HttpProtobuf, null, TimeSpan.FromSeconds(10)), signal);
    }

    [Fact]
    public void Over_grpc_there_is_one_address_for_all() =>
        Assert.Equal(
            new OtlpSignal(new Uri("https://collector:4317"), OtlpExportProtocol.Grpc, null, TimeSpan.FromSeconds(10)),
            Read("logs", ("OTEL_EXPORTER_OTLP_ENDPOINT", " https://collector:4317 ")));

    [Fact]
    public void What_is_said_of_a_signal_comes_before_what_is_said_of_all()
    {
        var signal = Read(
            "metrics",
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"), ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "http://other:1/exactly/this"),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/protobuf"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "a=1"), ("OTEL_EXPORTER_OTLP_METRICS_HEADERS", "b=2"),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "1000"), ("OTEL_EXPORTER_OTLP_METRICS_TIMEOUT", "2500"));

        Assert.Equal(new OtlpSignal(new Uri("http://other:1/exactly/this"), OtlpExportProtocol.HttpProtobuf, "b=2", TimeSpan.FromSeconds(2.5)), signal);
    }

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4317")]
    [InlineData("OTEL_LOGS_EXPORTER", "none")]
    public void Without_an_address_of_its_own_or_of_all_a_signal_is_not_sent(string name, string value) =>
        Assert.Null(Read("logs", (name, value)));

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "hunter2 is no address")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "/hunter2")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "ftp://a:hunter2@collector")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "http://")]
    [InlineData("OTEL_EXPORTER_OTLP_LOGS_PROTOCOL", "http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "10s")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "0")]
    public void What_is_malformed_is_named_and_an_address_is_not_repeated(string name, string value)
    {
        var fault = Assert.Throws<ServiceConfigurationException>(() => Read("logs", ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317"), (name, value)));

        Assert.StartsWith($"{name} is ", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", fault.Message, StringComparison.Ordinal);
    }

    private static OtlpSignal? Read(string signal, params (string Name, string Value)[] settings)
    {
        var values = new Dictionary<string, string?>();
        foreach (var (name, value) in settings)
            values[name] = value;
        return OtlpSignal.Read(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), signal);
    }
}
