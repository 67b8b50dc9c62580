using System.Globalization;
using Lms.Cli.Configuration;

namespace Lms.Cli.Tests.Configuration;

public sealed class ConfigurationDiscoveryTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("lms-discovery-").FullName;

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Fact]
    public void The_nearest_configuration_above_is_found()
    {
        Write("lms.json", "outer");
        Write("a/lms.json", "inner");
        Directory.CreateDirectory(Path.Combine(root, "a/b/c"));

        Assert.Equal("inner", Find("a/b/c")!.Databases[0].Name);
        Assert.Equal("outer", Find("")!.Databases[0].Name);
    }

    [Fact]
    public void A_named_file_comes_first()
    {
        Write("lms.json", "default");
        Write("other.json", "named");

        Assert.Equal("named", new ConfigurationDiscovery(root, _ => null).Find("other.json")!.Databases[0].Name);
    }

    [Fact]
    public void A_configuration_comes_before_a_running_app_host()
    {
        WriteState(Environment.ProcessId, DateTimeOffset.UtcNow);
        Assert.Equal("host", Find("")!.Databases[0].Name);

        Write("lms.json", "configured");
        Assert.Equal("configured", Find("")!.Databases[0].Name);
    }

    [Fact]
    public void The_log_of_a_running_app_host_lies_beside_it_and_not_in_its_state()
    {
        WriteState(Environment.ProcessId, DateTimeOffset.UtcNow);

        Assert.Equal(root, Find("")!.Directory);
    }

    [Fact]
    public void An_app_host_that_is_gone_is_told_and_not_connected_to()
    {
        WriteState(int.MaxValue, DateTimeOffset.UtcNow);

        Assert.Throws<AppHostNotRunningException>(() => Find(""));
    }

    [Fact]
    public void A_process_that_got_the_app_hosts_old_number_is_not_taken_for_it()
    {
        WriteState(Environment.ProcessId, DateTimeOffset.UtcNow.AddDays(-1));

        Assert.Throws<AppHostNotRunningException>(() => Find(""));
    }

    [Fact]
    public void Nothing_is_found_where_nothing_is() => Assert.Null(Find(""));

    private LmsConfiguration? Find(string directory) =>
        new ConfigurationDiscovery(Path.Combine(root, directory).TrimEnd('/'), _ => null).Find(null);

    private void Write(string file, string name, string more = "")
    {
        var path = Path.Combine(root, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $$"""{ {{more}} "databases": [ { "name": "{{name}}", "connection": "Host=x", "catalog": "c" } ] }""");
    }

    private void WriteState(int processId, DateTimeOffset startedAt) => Write(
        ".lms/running.json", "host",
        string.Create(CultureInfo.InvariantCulture, $"\"processId\": {processId}, \"startedAt\": \"{startedAt:O}\","));
}
