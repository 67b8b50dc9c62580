using System.ComponentModel;
using Lms.Contracts.Databases;
using Lms.Contracts.History;
using Lms.Contracts.Mapping;
using Lms.Migrations.History;
using Lms.Migrations.Planning;
using Lms.Migrations.Worker.Api.Problems;
using Lms.Migrations.Worker.Databases;
using Lms.Migrations.Worker.Settings;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Lms.Migrations.Worker.Api;

/// <summary>Databases: how they stand, what would run, what was done.</summary>
internal static class DatabaseEndpoints
{
    private static readonly string[] Kinds = [.. Enum.GetValues<HistoryEventKind>().Select(HistoryTerms.Term)];
    private static readonly string[] Outcomes = [.. Enum.GetValues<HistoryOutcome>().Select(HistoryTerms.Term)];

    public static void Map(RouteGroupBuilder api)
    {
        var databases = api.MapGroup("/databases").WithTags("Databases");
        databases.MapGet("/", ListAsync).WithName("ListDatabases").WithSummary("Every database at a glance.");
        var one = databases.MapGroup("/{database}").ProducesProblem(404).ProducesProblem(503);
        one.MapGet("/", FindAsync).WithName("GetDatabase").WithSummary("One database at a glance.");
        one.MapGet("/migrations", StatusAsync).WithName("ListMigrations").WithSummary("Every migration with its state.");
        one.MapGet("/migrations/{version}", ContentAsync).WithName("GetMigration").WithSummary("One migration with all that its file holds.");
        one.MapGet("/plan", PlanAsync).WithName("GetPlan").WithSummary("What a run would do now, refusals included.");
        one.MapGet("/validation", ValidateAsync).WithName("ValidateDatabase").WithSummary("The catalog held against the database.");
        one.MapGet("/repair", ExamineAsync).WithName("ExamineDatabase").WithSummary("What a repair would put right, and what it cannot.");
        one.MapGet("/history", HistoryAsync).WithName("ListHistory").WithSummary("What was done, newest first.");
        one.MapGet("/seeders", SeedersAsync).WithName("ListSeeders").WithSummary("Which seeders ran.");
    }

    private static async Task<Ok<DatabaseListDocument>> ListAsync(
        DatabaseRegistry databases, DatabaseOverview overview, CancellationToken cancellationToken)
    {
        var all = await Task.WhenAll(databases.All.Select(database => overview.OfAsync(database.Target, cancellationToken)));
        return TypedResults.Ok(new DatabaseListDocument(all));
    }

    private static async Task<Ok<DatabaseDocument>> FindAsync(
        string database, DatabaseReading reading, DatabaseOverview overview, CancellationToken cancellationToken) =>
        TypedResults.Ok(await overview.OfAsync(reading.Require(database), cancellationToken));

    private static async Task<Ok<StatusDocument>> StatusAsync(string database, DatabaseReading reading, CancellationToken cancellationToken) =>
        TypedResults.Ok((await reading.StatusAsync(database, cancellationToken)).ToDocument());

    private static async Task<Ok<MigrationContentDocument>> ContentAsync(
        string database, string version, DatabaseReading reading, MigrationContent content, CancellationToken cancellationToken)
    {
        var query = new Query();
        var wanted = query.Version("version", version);
        query.ThrowIfFaulty();
        var target = reading.Require(database);
        return TypedResults.Ok(await content.OfAsync(target, wanted!.Value, cancellationToken)
            ?? throw new NotFoundException($"{database} has no migration {version}, neither in its catalog nor in its history."));
    }

    private static async Task<Ok<PlanDocument>> PlanAsync(
        string database, DatabaseReading reading,
        [Description("up (the default) or down.")] string? direction,
        [Description("up: the last version to apply; down: the version that stays applied.")] string? to,
        [Description("down: how many to undo; 1 by default.")] string? steps,
        [Description("down: undo everything.")] string? all,
        [Description("up: also apply versions older than the newest applied one.")] string? outOfOrder,
        CancellationToken cancellationToken)
    {
        var query = new Query();
        var way = query.Word("direction", direction, WireName.Parse<Direction>, ["up", "down"]) ?? Direction.Up;
        var version = query.Version("to", to);
        var count = query.Number("steps", steps);
        var everything = query.Flag("all", all);
        var late = query.Flag("outOfOrder", outOfOrder);
        if (count is < 1 or > 100_000)
            query.Add("steps", "it must be from 1 to 100000");
        if (way == Direction.Up && (count is not null || everything))
            query.Add("direction", "steps and all belong to down");
        query.ThrowIfFaulty();

        var target = reading.Require(database);
        var plan = way == Direction.Up
            ? await reading.PlanAsync(database, new MigrateRequest(version, late), cancellationToken)
            : await reading.PlanAsync(
                database,
                everything ? new RollbackRequest.All() : version is { } floor ? new RollbackRequest.DownTo(floor) : new RollbackRequest.Last((int)(count ?? 1)),
                cancellationToken);
        return TypedResults.Ok(plan.ToDocument(target.Engine));
    }

    private static async Task<Ok<ValidationDocument>> ValidateAsync(string database, DatabaseReading reading, CancellationToken cancellationToken)
    {
        var status = await reading.StatusAsync(database, cancellationToken);
        var plan = await reading.PlanAsync(database, new MigrateRequest(), cancellationToken);
        return TypedResults.Ok(ValidationMapping.Compare(status, plan));
    }

    private static async Task<Ok<RepairDocument>> ExamineAsync(string database, DatabaseReading reading, CancellationToken cancellationToken)
    {
        var findings = await reading.ExamineAsync(database, cancellationToken);
        return TypedResults.Ok(new RepairDocument(
            database, EngineName.Of(reading.Require(database).Engine), [.. findings.Select(StatusMapping.ToDocument)], Repaired: false));
    }

    private static async Task<Ok<HistoryDocument>> HistoryAsync(
        string database, DatabaseReading reading,
        [Description("Of these kinds only; may be given several times.")] string[]? kind,
        [Description("succeeded, failed or cancelled.")] string? outcome,
        [Description("Asked for by this actor only.")] string? actor,
        [Description("About this migration only.")] string? version,
        [Description("Of this run only.")] string? run,
        [Description("From this time on.")] string? from,
        [Description("Before this time.")] string? to,
        [Description("Which have this in their name, reason, error or detail.")] string? text,
        [Description("The next of the page before.")] string? before,
        [Description("1–1000; 50 by default.")] string? limit,
        CancellationToken cancellationToken)
    {
        var query = new Query();
        var wanted = new HistoryQuery
        {
            Limit = query.Limit(limit, otherwise: 50, most: 1_000),
            Kinds = query.Words("kind", kind, WireName.Parse<HistoryEventKind>, Kinds),
            Outcome = query.Word("outcome", outcome, WireName.Parse<HistoryOutcome>, Outcomes),
            Actor = query.Text("actor", actor),
            Version = query.Version("version", version),
            RunId = query.Id("run", run),
            From = query.Time("from", from),
            To = query.Time("to", to),
            Text = query.Text("text", text),
            Before = query.Number("before", before),
        };
        query.ThrowIfFaulty();
        var target = reading.Require(database);
        var page = await reading.HistoryAsync(database, wanted, cancellationToken);
        return TypedResults.Ok(page.ToDocument(target.Name, target.Engine));
    }

    private static async Task<Ok<SeedStatusDocument>> SeedersAsync(string database, DatabaseReading reading, CancellationToken cancellationToken)
    {
        var target = reading.Require(database);
        var seeders = target.SeederDirectory is null ? [] : await reading.SeedersAsync(database, cancellationToken);
        return TypedResults.Ok(new SeedStatusDocument(database, EngineName.Of(target.Engine), [.. seeders.Select(SeedMapping.ToDocument)]));
    }
}
