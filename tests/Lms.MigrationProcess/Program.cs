// A process that runs the engine and nothing else, for tests that start many, stop them and kill them.
// Arguments: migrate|rollbackAll|seed|lend, connection string, catalog, lease duration in seconds, then any of
// engine=mongodb lanes=N chunk=N batch=N target=SECONDS pause=RATIO, and for seed, whose catalog is one of seeders, scale=N.
// lend lends its lanes to the backfills of other processes until it is killed.
// Prints each event's name as it happens; exit code 0 when the run ended well, else 1 with the failure's type and message.
// Or: window, and the text of one; prints how it is understood, or its fault.
using System.Globalization;
using Lms.Migrations;
using Lms.Migrations.Backfills;
using Lms.Migrations.Failures;
using Lms.Migrations.Seeding;
using Lms.Migrations.Windows;

if (args is ["window", var text])
{
    Console.WriteLine(MaintenanceWindow.TryParse(text, out var window, out var fault) ? window.ToString() : fault);
    return window is null ? 1 : 0;
}

var settings = args.Skip(4).Select(argument => argument.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
var engine = settings.GetValueOrDefault("engine") == "mongodb" ? DatabaseEngine.MongoDb : DatabaseEngine.PostgreSql;
var target = new DatabaseTarget("test", engine, args[1], args[2]);
var standard = new BackfillSettings();
var options = new MigrationRunnerOptions
{
    LeaseDuration = TimeSpan.FromSeconds(double.Parse(args[3], CultureInfo.InvariantCulture)),
    LeaseWait = TimeSpan.FromMinutes(2),
    Backfill = new BackfillSettings
    {
        Lanes = Number("lanes", standard.Lanes),
        ChunkSize = Number("chunk", standard.ChunkSize),
        BatchSize = Number("batch", standard.BatchSize),
        BatchTarget = TimeSpan.FromSeconds(Fraction("target", standard.BatchTarget.TotalSeconds)),
        PauseRatio = Fraction("pause", 0),
    },
};
if (args[0] == "lend")
{
    Console.WriteLine("Lending");
    await new BackfillLanes(target, options).LendAsync(CancellationToken.None);
    return 0;
}

var context = new RunContext($"process {Environment.ProcessId}");
var runner = new MigrationRunner(target, options, context);
var events = args[0] switch
{
    "migrate" => runner.MigrateAsync(new MigrateRequest(), CancellationToken.None),
    "seed" => new SeedRunner(target with { SeederDirectory = args[2] }, options, context).SeedAsync(Number("scale", 1), CancellationToken.None),
    _ => runner.RollbackAsync(new RollbackRequest.All(), CancellationToken.None),
};

try
{
    await foreach (var happened in events)
        Console.WriteLine(happened.GetType().Name);
    return 0;
}
catch (MigrationException exception)
{
    Console.WriteLine($"{exception.GetType().Name}: {exception.Message}");
    return 1;
}

int Number(string name, int otherwise) =>
    settings.TryGetValue(name, out var value) ? int.Parse(value, CultureInfo.InvariantCulture) : otherwise;

double Fraction(string name, double otherwise) =>
    settings.TryGetValue(name, out var value) ? double.Parse(value, CultureInfo.InvariantCulture) : otherwise;
