using Lms.EmbeddedPostgres.Clusters;
using Lms.EmbeddedPostgres.Machines;
using Lms.EmbeddedPostgres.Roots;
using Lms.EmbeddedPostgres.Tests.Fakes;
using Lms.EmbeddedPostgres.Tests.Owners;

namespace Lms.EmbeddedPostgres.Tests;

/// <summary>Which PostgreSQL is taken; the roots are scripts around the one that the shared server runs from.</summary>
public sealed class ChoiceTests(ThrowAwayServer shared) : IClassFixture<ThrowAwayServer>, IDisposable
{
    private readonly TemporaryDirectory cache = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private EmbeddedPostgresOptions Options => new() { CacheDirectory = cache.Path };

    /// <summary>The machine's own, minus its variables, its installed PostgreSQL and its apt sources.</summary>
    private Machine Bare => Machine.Current with
    {
        Variable = name => name == "PATH" ? "/usr/bin:/bin:/usr/sbin:/sbin" : null,
        InstalledDirectory = Path.Combine(cache.Path, "none"),
        AptDirectory = Path.Combine(cache.Path, "none"),
    };

    public void Dispose() => cache.Dispose();

    [Fact]
    public async Task A_given_connection_string_is_used_as_it_is_and_its_server_left_running()
    {
        await using (var server = await EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { ConnectionString = shared.Server.ConnectionString }, progress: null, Token))
        {
            Assert.Equal(PostgresSourceKind.GivenConnection, server.Source.Kind);
            Assert.Equal(shared.Server.ConnectionString, server.ConnectionString);
            Assert.Equal(shared.Server.DocumentsAvailable, server.DocumentsAvailable);
        }

        Assert.Equal(1, await Sql.ScalarAsync<int>(shared.Server.ConnectionString, "SELECT 1", Token));
    }

    [Fact]
    public async Task A_given_server_that_does_not_answer_is_reported_without_the_password()
    {
        var fault = await Assert.ThrowsAsync<EmbeddedPostgresException>(() => EmbeddedPostgresServer.StartAsync(
            new EmbeddedPostgresOptions { ConnectionString = "postgres://me:sesame@127.0.0.1:1/lms" }, progress: null, Token));

        Assert.Contains("127.0.0.1:1", fault.Message);
        Assert.DoesNotContain("sesame", fault.ToString());
    }

    [Fact]
    public async Task A_root_named_by_the_variable_comes_before_any_other()
    {
        var root = Path.Combine(cache.Path, "given");
        await new FakeRootBuilder(shared.Server.BinDirectory!).BuildAsync(root, progress: null, Token);
        var machine = Bare with { Variable = name => name == "LMS_POSTGRES_ROOT" ? root : Bare.Variable(name) };
        var builder = new FailingRootBuilder();

        await using var server = await EmbeddedPostgresServer.StartAsync(Options, machine, builder, progress: null, Token);

        Assert.Equal(new PostgresSource(PostgresSourceKind.GivenRoot, root), server.Source);
        Assert.Equal(0, builder.Builds);
    }

    [Fact]
    public async Task A_variable_that_names_no_root_is_said_to_be_wrong()
    {
        var machine = Bare with { Variable = name => name == "LMS_POSTGRES_ROOT" ? cache.Path : null };

        var fault = await Assert.ThrowsAsync<EmbeddedPostgresException>(
            () => EmbeddedPostgresServer.StartAsync(Options, machine, new FailingRootBuilder(), progress: null, Token));

        Assert.StartsWith($"LMS_POSTGRES_ROOT is '{cache.Path}'", fault.Message);
    }

    [Fact]
    public async Task Two_starts_at_once_share_one_build_and_the_next_start_finds_it_in_the_cache()
    {
        var gate = new TaskCompletionSource();
        var builder = new FakeRootBuilder(shared.Server.BinDirectory!) { OnBuilding = _ => gate.Task };
        var reports = new ReportList();
        var ofFirst = new ReportList();
        var first = EmbeddedPostgresServer.StartAsync(Options, Bare, builder, ofFirst, Token);
        var second = EmbeddedPostgresServer.StartAsync(Options, Bare, builder, reports, Token);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (reports.All.Concat(ofFirst.All).All(report => report.Phase != ProvisioningPhase.WaitingForOtherBuild))
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, patience.Token);
        gate.SetResult();

        await using var one = await first;
        await using var other = await second;
        await using var later = await EmbeddedPostgresServer.StartAsync(Options, Bare, builder, progress: null, Token);

        Assert.Equal(1, builder.Builds);
        Assert.Equal([PostgresSourceKind.CachedRoot, PostgresSourceKind.BuiltRoot], new[] { one.Source.Kind, other.Source.Kind }.Order());
        Assert.Equal(PostgresSourceKind.CachedRoot, later.Source.Kind);
    }

    [Fact]
    public async Task A_build_that_was_killed_half_way_starts_over_and_leaves_nothing()
    {
        using (var killed = OwnerProcess.Start(OwnerProgram.BuildRole, cache.Path))
        {
            Assert.Equal("building", await killed.ReadLineAsync(Token));
            killed.KillAtOnce();
            await killed.WaitAsync(Token);
        }

        var roots = Path.Combine(cache.Path, "roots");
        Assert.Single(Directory.GetDirectories(roots, "*.unfinished"));

        var builder = new FakeRootBuilder(shared.Server.BinDirectory!);
        var (root, isNew) = await new PrivateRootCache(Bare, new CacheDirectory(cache.Path), builder).FindOrBuildAsync(progress: null, Token);

        Assert.True(isNew);
        Assert.True(File.Exists(Path.Combine(RootLayout.BinDirectory(root)!, "initdb")));
        Assert.Empty(Directory.GetDirectories(roots, "*.unfinished"));
    }

    [Fact]
    public async Task A_cancelled_build_leaves_nothing()
    {
        using var source = new CancellationTokenSource();
        var builder = new FakeRootBuilder("/nowhere") { OnBuilding = token => { source.Cancel(); token.ThrowIfCancellationRequested(); return Task.CompletedTask; } };

        await Assert.ThrowsAsync<OperationCanceledException>(
            () => EmbeddedPostgresServer.StartAsync(Options, Bare, builder, progress: null, source.Token));

        Assert.Empty(Directory.GetDirectories(Path.Combine(cache.Path, "roots")));
    }

    [Fact]
    public async Task Without_a_root_an_installed_server_is_used_and_said_to_lack_documents()
    {
        var installed = Path.Combine(cache.Path, "installed");
        await new FakeRootBuilder(shared.Server.BinDirectory!).BuildAsync(installed, progress: null, Token);
        var machine = Bare with { InstalledDirectory = Path.Combine(installed, "usr", "lib", "postgresql") };
        var builder = new FailingRootBuilder();
        var reports = new ReportList();

        await using (var server = await EmbeddedPostgresServer.StartAsync(Options, machine, builder, reports, Token))
        {
            Assert.Equal(PostgresSourceKind.Installed, server.Source.Kind);
            Assert.False(server.DocumentsAvailable);
            Assert.Contains(reports.Notices, notice => notice.Contains("documents are unavailable") && notice.Contains("there is no network"));
        }

        await using var soonAfter = await EmbeddedPostgresServer.StartAsync(Options, machine, builder, progress: null, Token);
        Assert.Equal(1, builder.Builds);
    }

    [Fact]
    public async Task A_machine_without_apt_and_PostgreSQL_gets_one_sentence_saying_what_to_set()
    {
        var machine = Bare with { Variable = name => name == "PATH" ? cache.Path : null };

        var fault = await Assert.ThrowsAsync<EmbeddedPostgresException>(
            () => EmbeddedPostgresServer.StartAsync(Options, machine, new DebianRootBuilder(machine), progress: null, Token));

        Assert.Contains("this machine has no apt", fault.Message);
        Assert.Contains("LMS_POSTGRES_ROOT", fault.Message);
        Assert.Contains("connection string", fault.Message);
        Assert.Contains("apt-get install postgresql", fault.Message);
        Assert.DoesNotContain('\n', fault.Message);
    }
}
