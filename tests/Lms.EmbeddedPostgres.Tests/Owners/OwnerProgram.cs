using System.Runtime.InteropServices;
using Lms.EmbeddedPostgres.Clusters;
using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Roots;
using Lms.EmbeddedPostgres.Tests.Fakes;

namespace Lms.EmbeddedPostgres.Tests.Owners;

/// <summary>What the tests' second process does: own a server, or be in the middle of a build, until it is ended.</summary>
internal static class OwnerProgram
{
    public const string Verb = "own";
    public const string ServerRole = "server";
    public const string BuildRole = "build";

    public static Task<int> RunAsync(string[] args) => args[0] switch
    {
        ServerRole => ServeAsync(args[1]),
        BuildRole => BuildForeverAsync(args[1]),
        _ => Task.FromResult(2),
    };

    /// <summary>Prints the connection string; after SIGINT or SIGTERM says whether the server still answers, then stops it.</summary>
    private static async Task<int> ServeAsync(string dataDirectory)
    {
        var asked = new TaskCompletionSource();
        void Ask(PosixSignalContext context)
        {
            context.Cancel = true;
            asked.TrySetResult();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);
        var options = new EmbeddedPostgresOptions { DataDirectory = dataDirectory == "-" ? null : dataDirectory };
        await using var server = await EmbeddedPostgresServer.StartAsync(options, progress: null, CancellationToken.None);
        Console.WriteLine(server.ConnectionString);
        await asked.Task;
        var answer = await Sql.ScalarAsync<int>(server.ConnectionString, "SELECT 42", CancellationToken.None);
        Console.WriteLine($"still answers {answer}");
        return 0;
    }

    private static async Task<int> BuildForeverAsync(string cacheDirectory)
    {
        var builder = new FakeRootBuilder("/nowhere") { OnBuilding = async token =>
        {
            Console.WriteLine("building");
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        } };
        await new PrivateRootCache(Machine.Current, new CacheDirectory(cacheDirectory), builder)
            .FindOrBuildAsync(progress: null, CancellationToken.None);
        return 0;
    }
}
