using System.Diagnostics;
using Lms.AppHost.Embedded.Databases;
using Lms.AppHost.Embedded.Resources;
using Spectre.Console;

namespace Lms.AppHost.Embedded.Output;

/// <summary>What a developer wants to know once everything is up.</summary>
internal static class Board
{
    public static void Write(Screen screen, StackComposition stack, Checkout checkout, TimeProvider time) =>
        screen.AsOne(() => WriteAll(screen, stack, checkout, time));

    private static void WriteAll(Screen screen, StackComposition stack, Checkout checkout, TimeProvider time)
    {
        screen.Line();
        screen.Draw(Databases(stack));
        if (stack.Services.Count > 0)
            screen.Draw(Services(stack));
        foreach (var database in stack.Databases)
            WriteConnection(screen, database);
        if (stack.Mongo?.Url is { } mongo)
            screen.Line(Labelled("mongosh", $"mongosh {mongo}"));
        foreach (var (label, path) in stack.Places)
            screen.Faint(Labelled(label, path));
        screen.Faint(Labelled("config", checkout.StateFile));
        screen.Line();
        screen.Line("  Next, in another terminal:  ./lms status | history | seed | rollback");
        if (stack.Services.FirstOrDefault(service => service.IsHealthy)?.Address is { } address)
            screen.Line($"  The same through a worker:  ./lms status --server {address.GetLeftPart(UriPartial.Authority)}");
        if (stack.Dashboard is { IsHealthy: true } dashboard)
        {
            screen.Line();
            screen.Strong(DashboardLine.Of(dashboard));
        }

        screen.Line();
        WriteVerdict(screen, stack, time);
    }

    private static string Labelled(string label, string text) => $"  {label,-12} {text}";

    private static void WriteConnection(Screen screen, HostedDatabase database)
    {
        if (database.UnavailableReason is { } reason)
            screen.Notice(Labelled(database.Name, $"unavailable: {reason}"));
        else
            screen.Line(Labelled(database.Name, database.ShownConnection));
    }

    private static Table Databases(StackComposition stack)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("database", "engine", "state");
        foreach (var database in stack.Databases)
        {
            table.AddRow(
                new Text(database.Name, new Style(decoration: Decoration.Bold)),
                new Text(database.Description),
                new Text(database.State, new Style(ColorOf(database))));
        }

        return table;
    }

    private static Table Services(StackComposition stack)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("service", "address", "state");
        foreach (var service in stack.Services)
        {
            table.AddRow(
                new Text(service.Name, new Style(decoration: Decoration.Bold)),
                new Text(service.Address?.GetLeftPart(UriPartial.Authority) ?? ""),
                new Text(service.State, new Style(service.IsHealthy ? Color.Green : Color.Red)));
        }

        return table;
    }

    private static Color ColorOf(HostedDatabase database) =>
        database.UnavailableReason is not null ? Color.Yellow : database.IsHealthy ? Color.Green : Color.Red;

    /// <summary>The last line of the start: scripts wait for a line that begins with <c>Ready</c> or <c>Not ready</c>.</summary>
    private static void WriteVerdict(Screen screen, StackComposition stack, TimeProvider time)
    {
        var faults = Faults(stack).ToList();
        if (faults.Count > 0)
        {
            screen.Bad($"Not ready: {string.Join("; ", faults)} (see above). Ctrl+C stops everything.");
            return;
        }

        using var self = Process.GetCurrentProcess();
        var took = time.GetUtcNow() - new DateTimeOffset(self.StartTime);
        screen.Good($"Ready in {took.TotalSeconds:0.0} s. Ctrl+C stops everything.");
    }

    private static IEnumerable<string> Faults(StackComposition stack)
    {
        var databases = stack.Databases.Where(database => database is { IsHealthy: false, UnavailableReason: null }).ToList();
        if (databases.Count > 0)
            yield return $"{string.Join(" and ", databases.Select(database => database.Name))} – not as the migrations want it";
        var services = stack.Services.Where(service => !service.IsHealthy).ToList();
        if (services.Count > 0)
            yield return $"{string.Join(" and ", services.Select(service => service.Name))} – not healthy";
    }
}
