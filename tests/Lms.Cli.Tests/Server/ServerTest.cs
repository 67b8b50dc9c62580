using Lms.Testing;

namespace Lms.Cli.Tests.Server;

/// <summary>The real <c>lms</c>, and real workers that look after the test's database, which is called main here and there.</summary>
public abstract class ServerTest(PostgresServer server) : CliTest(server)
{
    private readonly List<WorkerProcess> workers = [];
    private TestDatabase? platform;

    internal WorkerProcess Worker => workers[0];

    /// <summary>Where the workers keep what they know themselves.</summary>
    protected TestDatabase Platform => platform ?? throw new InvalidOperationException("Not initialized.");

    /// <summary>Settings of this test's workers beside those that every test has.</summary>
    protected virtual IEnumerable<(string Path, string Value)> Settings => [];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        platform = await Server.CreateDatabaseAsync(Token);
        await StartWorkerAsync("worker-1");
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var worker in workers)
            await worker.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    internal async Task<WorkerProcess> StartWorkerAsync(string name)
    {
        var settings = new Dictionary<string, string>(SettingsOf(Platform, name))
        {
            ["Lms:Databases:0:Name"] = "main",
            ["Lms:Databases:0:Connection"] = Database.ConnectionString,
            ["Lms:Databases:0:Catalog"] = Catalog.Path,
        };
        foreach (var (path, value) in Settings)
            settings[path] = value;
        var worker = await WorkerProcess.StartAsync(settings, Token);
        workers.Add(worker);
        return worker;
    }

    /// <summary>What every worker under test is told, beside its databases.</summary>
    internal static Dictionary<string, string> SettingsOf(TestDatabase platform, string name) => new()
    {
        ["Lms:Name"] = name,
        ["Lms:Platform:Connection"] = platform.ConnectionString,
        ["Lms:BootstrapToken"] = WorkerProcess.Bootstrap,
        ["Lms:ApplyAtStart"] = "false",
        ["Lms:RequireApproval"] = "false",
        ["Lms:StopsWithInput"] = "true",
        // As in the configuration of the other tests.
        ["Lms:Options:LockTimeout"] = "200ms",
        ["Lms:Options:LockAttempts"] = "2",
    };

    /// <summary>Calls the command with the worker named in the environment, as the admin that is there from the start.</summary>
    protected Task<LmsResult> AskAsync(params string[] arguments) => AskAsAsync(WorkerProcess.Bootstrap, arguments);

    protected Task<LmsResult> AskAsAsync(string token, params string[] arguments) => RunWithAsync(AskingAs(token), arguments);

    protected async Task<LmsResult> AskWellAsync(params string[] arguments)
    {
        var result = await AskAsync(arguments);
        Assert.True(result.ExitCode == 0, $"{result.All}\n{Worker.Output}");
        return result;
    }

    /// <summary>The same, and the answer must be JSON.</summary>
    protected Task<LmsResult> AskJsonAsync(params string[] arguments) => AskAsync([.. arguments, "--output", "json"]);

    /// <summary>Makes a token of a role, and returns it.</summary>
    protected async Task<string> TokenForAsync(string actor, string role) =>
        (await AskWellAsync("token", "create", "--for", actor, "--role", role)).Out.Trim();

    /// <summary>Starts the command and leaves it running.</summary>
    protected RunningProcess Start(params string[] arguments) => RunningProcess.Start(
        "env", [.. AskingAs(WorkerProcess.Bootstrap).Select(variable => $"{variable.Key}={variable.Value}"), .. Program, .. arguments]);

    /// <summary>Starts the command on a terminal and leaves it running.</summary>
    internal TerminalProcess StartOnTerminal(string command) => TerminalProcess.Start(StartInfo(
        new Dictionary<string, string>(AskingAs(WorkerProcess.Bootstrap)) { ["TERM"] = "xterm-256color", ["NO_COLOR"] = "1", ["COLUMNS"] = "160" },
        "script", ["-qec", $"{string.Join(' ', Program)} {command}", "/dev/null"]));

    /// <summary>Writes a migration that does not end before <see cref="OpenGateAsync"/>.</summary>
    protected async Task WithGateAsync(string version)
    {
        await Database.ExecuteAsync("CREATE TABLE gate (id int)", Token);
        Catalog.Write($"{version}-slow.sql", """
            -- migrate:up
            CREATE TABLE slow (id int);
            DO $$ BEGIN WHILE NOT EXISTS (SELECT FROM gate) LOOP PERFORM pg_sleep(0.05); END LOOP; END $$;
            -- migrate:down
            DROP TABLE slow;
            """);
    }

    protected Task OpenGateAsync() => Database.ExecuteAsync("INSERT INTO gate VALUES (1)", Token);

    /// <summary>Waits until a run stands before the gate.</summary>
    protected async Task AtGateAsync()
    {
        const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND wait_event = 'PgSleep'";
        while (await Database.ScalarAsync<long>(Waiting, Token) == 0)
            await Task.Delay(10, Token);
    }

    /// <summary>The only run that there is.</summary>
    protected async Task<Guid> OnlyRunAsync() =>
        (await AskJsonAsync("run", "list")).Json.GetProperty("runs").EnumerateArray().Single().GetProperty("id").GetGuid();

    private Dictionary<string, string> AskingAs(string token) => new() { ["LMS_SERVER"] = Worker.Url, ["LMS_TOKEN"] = token };
}
