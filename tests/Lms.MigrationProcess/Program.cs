// A process that runs the engine and nothing else, for tests that start many, stop them and kill them.
// Arguments: migrate|rollbackAll, connection string, catalog, lease duration in seconds.
// Prints each event's name as it happens; exit code 0 when the run ended well, else 1 with the failure's type and message.
using System.Globalization;
using Lms.Migrations;
using Lms.Migrations.Failures;

var target = new DatabaseTarget("test", DatabaseEngine.PostgreSql, args[1], args[2]);
var options = new MigrationRunnerOptions
{
    LeaseDuration = TimeSpan.FromSeconds(double.Parse(args[3], CultureInfo.InvariantCulture)),
    LeaseWait = TimeSpan.FromMinutes(2),
};
var runner = new MigrationRunner(target, options, new RunContext($"process {Environment.ProcessId}"));
var events = args[0] == "migrate"
    ? runner.MigrateAsync(new MigrateRequest(), CancellationToken.None)
    : runner.RollbackAsync(new RollbackRequest.All(), CancellationToken.None);

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
