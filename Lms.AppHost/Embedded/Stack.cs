using Lms.AppHost.Databases;
using Lms.AppHost.Embedded;
using Lms.AppHost.Output;
using Lms.AppHost.Resources;
using Lms.AppHost.State;

namespace Lms.AppHost;

/// <summary>The embedded stack: child processes on this machine, no containers.</summary>
internal static class Stack
{
    /// <summary>Everything the host runs, in order of start. A new resource is one more line here.</summary>
    public static StackComposition Compose(HostOptions options, Screen screen, TimeProvider time)
    {
        var postgres = new PostgresResource(options, screen, time);
        var lms = new PostgresDatabase("lms", postgres, options.Checkout);
        var withdrawals = new DocumentDatabase("withdrawals", postgres, options.Checkout);
        return new StackComposition(
            Resources:
            [
                postgres,
                lms,
                withdrawals,
                // Before the migrations: while one waits or fails, ./lms is what one looks with.
                new RunningStateFile(options.Checkout, [lms, withdrawals], time),
                new SchemaMigration(lms, screen),
                new DemoSeeding(withdrawals, screen),
                new SchemaMigration(withdrawals, screen),
            ],
            Databases: [lms, withdrawals],
            Places: postgres.Places);
    }

    /// <summary>Provides all that a start needs beyond its data: the programs, and the template that data is copied from.</summary>
    public static Task PrepareAsync(Screen screen, CancellationToken cancellationToken) =>
        PostgresResource.PrepareAsync(screen, cancellationToken);
}
