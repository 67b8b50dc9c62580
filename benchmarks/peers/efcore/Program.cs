using Lms.Benchmarks.EfCorePeer;
using Microsoft.EntityFrameworkCore;

// Usage: EfCorePeer migrate|status CONNECTION_STRING
var options = new DbContextOptionsBuilder<BenchmarkContext>().UseNpgsql(args[1]).Options;
var context = new BenchmarkContext(options);
await using (context)
{
    if (args[0] == "status")
    {
        foreach (var name in await context.Database.GetAppliedMigrationsAsync())
            Console.WriteLine($"applied {name}");
        foreach (var name in await context.Database.GetPendingMigrationsAsync())
            Console.WriteLine($"pending {name}");
    }
    else
    {
        await context.Database.MigrateAsync();
    }
}
