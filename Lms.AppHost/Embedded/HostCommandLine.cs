using System.CommandLine;

namespace Lms.AppHost;

/// <summary>The options of the app host.</summary>
internal static class HostCommandLine
{
    private static readonly Option<int> Port = new("--port")
    {
        Description = "TCP port of PostgreSQL on the loopback address (default: that of the last start, else the first free one from 15432)",
        HelpName = "N",
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "directory where PostgreSQL's data persists (default: one per checkout)",
        HelpName = "DIR",
    };

    private static readonly Option<string?> Connection = new("--connection")
    {
        Description = "use this running server instead of starting one; a postgres:// URL or a keyword string",
        HelpName = "C",
    };

    private static readonly Option<string?> Root = new("--root")
    {
        Description = "directory that holds migrations/ and seeders/ (default: the checkout this program was built in)",
        HelpName = "DIR",
    };

    private static readonly Option<int> Workers = new("--workers")
    {
        Description = $"how many workers to start, 0 to {HostOptions.MostWorkers}; with 0 the app host applies what is pending itself",
        HelpName = "N",
        DefaultValueFactory = _ => HostOptions.DefaultWorkers,
    };

    private static readonly Option<int> WorkerPort = new("--worker-port")
    {
        Description = "TCP port of the first worker on the loopback address (default: those of the last start, else the first free ones from 5180)",
        HelpName = "N",
    };

    private static readonly Option<int> DashboardPort = new("--dashboard-port")
    {
        Description = "TCP port of the dashboard on the loopback address (default: that of the last start, else the first free one from 5170)",
        HelpName = "N",
    };

    private static readonly Option<bool> NoDashboard = new("--no-dashboard")
    {
        Description = "do not start the dashboard; without workers there is none in any case",
    };

    private static readonly Option<int> MongoPort = new("--mongo-port")
    {
        Description = "TCP port of the MongoDB endpoint on the loopback address (default: that of the last start, else the first free one from 27017)",
        HelpName = "N",
    };

    private static readonly Option<bool> NoMongo = new("--no-mongo")
    {
        Description = "do not open the MongoDB endpoint; migrations do not need it",
    };

    private static readonly Option<bool> Prepare = new("--prepare")
    {
        Description = "only provide what a start needs - downloads, templates - and exit; for images and build machines",
    };

    /// <summary>Reads the command line and runs the host; help and faults are answered here.</summary>
    public static async Task<int> RunAsync(string[] args, Func<HostOptions, Task<int>> run)
    {
        var command = Command(run);
        var parsed = command.Parse(args);
        // Signals are the host's own business: it needs longer to stop than the parser would wait.
        var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
        return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
    }

    private static RootCommand Command(Func<HostOptions, Task<int>> run)
    {
        var command = new RootCommand(
            "Starts the databases of the LMS, the workers that look after them and the dashboard, for development: applies what is pending, and\n"
            + "runs until Ctrl+C.\n\n"
            + "Exit codes: 0 stopped as asked; 2 wrong option; 3 a resource cannot be provided; 130 stopped before it was ready.")
        {
            Port, Data, Connection, Root, Workers, WorkerPort, DashboardPort, NoDashboard, MongoPort, NoMongo, Prepare,
        };
        Confine(Port, 1, 65535);
        Confine(Workers, 0, HostOptions.MostWorkers);
        // Above the last one there must be room for the others.
        Confine(WorkerPort, 1, 65535 - HostOptions.MostWorkers);
        Confine(DashboardPort, 1, 65535);
        Confine(MongoPort, 1, 65535);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Connection) is not null && (result.GetResult(Port) ?? result.GetResult(Data)) is not null)
                result.AddError("--connection uses a running server; --port and --data are for one that is started: give one or the other.");
            if (result.GetResult(DashboardPort) is not null && result.GetValue(NoDashboard))
                result.AddError("--dashboard-port says where, --no-dashboard that there is none: give one or the other.");
            if (result.GetResult(MongoPort) is not null && result.GetValue(NoMongo))
                result.AddError("--mongo-port says where, --no-mongo that there is none: give one or the other.");
        });
        command.SetAction((parsed, _) => RunAsync(parsed, run));
        return command;
    }

    private static void Confine(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.Tokens is [var token] && !(int.TryParse(token.Value, out var number) && number >= least && number <= most))
            result.AddError($"{option.Name} is '{token.Value}'; it must be from {least} to {most}.");
    });

    private static async Task<int> RunAsync(ParseResult parsed, Func<HostOptions, Task<int>> run)
    {
        Checkout checkout;
        try
        {
            checkout = parsed.GetValue(Root) is { } root ? Checkout.At(root) : Checkout.Find();
        }
        catch (HostException fault)
        {
            await Console.Error.WriteLineAsync(fault.Message);
            return ExitCode.Usage;
        }

        return await run(new HostOptions(checkout, parsed.GetValue(Port), parsed.GetValue(Data), parsed.GetValue(Connection))
        {
            Workers = parsed.GetValue(Workers),
            WorkerPort = parsed.GetValue(WorkerPort),
            HasDashboard = !parsed.GetValue(NoDashboard),
            DashboardPort = parsed.GetValue(DashboardPort),
            HasMongo = !parsed.GetValue(NoMongo),
            MongoPort = parsed.GetValue(MongoPort),
            OnlyPrepare = parsed.GetValue(Prepare),
        });
    }
}
