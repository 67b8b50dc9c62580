using System.Text.Json;
using System.Text.Json.Nodes;
using Lms.Migrations.Catalog;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Documents.Execution;

/// <summary>Asks the questions of a migration that must find nothing.</summary>
internal sealed class CheckExecution(DocumentStepRun run)
{
    private const int ShownIds = 10;

    /// <summary>Makes the checks of one moment that guard the step's direction.</summary>
    /// <exception cref="StepFailedException">One of them found something: the first ids are named, and how many there are.</exception>
    public async Task RunAsync(CheckMoment moment, CancellationToken cancellationToken)
    {
        foreach (var check in run.Step.Migration.Checks.Where(check => check.Moment == moment && check.Direction == run.Step.Direction))
        {
            try
            {
                await CheckAsync(check, cancellationToken).ConfigureAwait(false);
            }
            catch (DocumentCommandException refusal)
            {
                throw DocumentStepFailure.Of(run.Step, refusal, check, number: null);
            }
        }
    }

    private async Task CheckAsync(CheckStatement check, CancellationToken cancellationToken)
    {
        var question = JsonNode.Parse(check.Text)!.AsObject();
        var (count, ids) = question.ContainsKey("count")
            ? (await CountAsync(check.Text, cancellationToken).ConfigureAwait(false), [])
            : await ReadAsync(question, cancellationToken).ConfigureAwait(false);
        if (count > 0)
            throw Failure(check, count, ids);
    }

    private async Task<long> CountAsync(string question, CancellationToken cancellationToken) =>
        EjsonElement.Parse(await run.Database.RunAsync(question, cancellationToken).ConfigureAwait(false)).Required("n").AsLong();

    private async Task<(long Count, IReadOnlyList<string> Ids)> ReadAsync(JsonObject question, CancellationToken cancellationToken)
    {
        // Of what a find finds only the ids are told; the rest need not travel.
        if (question.ContainsKey("find") && !question.ContainsKey("projection"))
            question["projection"] = new JsonObject { ["_id"] = 1 };
        if (question.ContainsKey("aggregate") && !question.ContainsKey("cursor"))
            question["cursor"] = new JsonObject();

        long count = 0;
        var ids = new List<string>();
        await foreach (var document in run.Database.ReadAsync(question.ToJsonString(), cancellationToken).ConfigureAwait(false))
        {
            if (count++ < ShownIds)
                ids.Add(Describe(EjsonElement.Parse(document)));
        }

        return (count, ids);
    }

    private StepFailedException Failure(CheckStatement check, long count, IReadOnlyList<string> ids)
    {
        var isBefore = check.Moment == CheckMoment.Before;
        var shown = ids.Count == 0 ? "" : $": {string.Join(", ", ids)}{(count > ids.Count ? ", …" : "")}";
        return new StepFailedException(run.Step, $"{check.Message} {count:N0} found{shown}")
        {
            Fault = DocumentStepFailure.Fault(check, number: null),
            ChangedNothing = isBefore,
            WayOut = isBefore
                ? "Nothing was changed. Correct the documents and run again."
                : "What the migration did remains. Correct the documents and run again, or undo it with 'lms rollback'.",
        };
    }

    private static string Describe(JsonElement document) => document.Field("_id") is not { } id ? document.GetRawText() : id switch
    {
        { ValueKind: JsonValueKind.String } => $"\"{id.GetString()}\"",
        _ when id.IsNumber() => id.AsNumber(),
        _ when id.Field("$oid") is { } hexadecimal => hexadecimal.GetString()!,
        _ => id.GetRawText(),
    };
}
