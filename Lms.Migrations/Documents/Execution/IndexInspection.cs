using System.Text.Json;
using Lms.Migrations.Catalog;
using Lms.Migrations.Documents.Backfills;
using Lms.Migrations.Documents.Commands;
using Lms.Migrations.Failures;

namespace Lms.Migrations.Documents.Execution;

/// <summary>Compares the indexes that a step asks for with those that are there, before anything is built.</summary>
internal sealed class IndexInspection(DocumentStepRun run)
{
    /// <summary>Looks at every createIndexes of the step.</summary>
    /// <returns>Those statements that need not run, for every index of theirs is there.</returns>
    /// <exception cref="StepFailedException">An index of that name, or with those keys, is there and different.</exception>
    public async Task<IReadOnlySet<Statement>> InspectAsync(CancellationToken cancellationToken)
    {
        var existing = new Dictionary<string, IReadOnlyList<IndexDefinition>>(StringComparer.Ordinal);
        var complete = new HashSet<Statement>(ReferenceEqualityComparer.Instance);
        foreach (var statement in run.Step.Section.Statements.Where(statement => statement is not (BackfillStatement or UndoStatement)))
        {
            if (Read(statement) is not { } asked)
                continue;

            if (!existing.TryGetValue(asked.Collection, out var there))
                existing[asked.Collection] = there = await ListAsync(asked.Collection, cancellationToken).ConfigureAwait(false);
            if (IsComplete(statement, asked.Collection, asked.Indexes, there))
                complete.Add(statement);
        }

        return complete;
    }

    private bool IsComplete(Statement statement, string collection, IReadOnlyList<IndexDefinition> wanted, IReadOnlyList<IndexDefinition> there)
    {
        var found = 0;
        foreach (var index in wanted)
        {
            if (there.FirstOrDefault(other => other.Name == index.Name || other.Key == index.Key) is not { } other)
                continue;
            if (other != index)
                throw Different(statement, collection, index, other);

            run.Events.Raise(new IndexFound(run.Step, index.Name, Invalid: false));
            found++;
        }

        return found == wanted.Count;
    }

    private async Task<IReadOnlyList<IndexDefinition>> ListAsync(string collection, CancellationToken cancellationToken)
    {
        try
        {
            var indexes = await run.Database.AllAsync($$"""{"listIndexes":{{Ejson.String(collection)}}}""", cancellationToken).ConfigureAwait(false);
            return [.. indexes.Select(IndexDefinition.Read)];
        }
        catch (DocumentCommandException refusal) when (refusal.Code == MongoError.NamespaceNotFound)
        {
            return [];
        }
    }

    /// <summary>Null for another command. What is no proper createIndexes is left for the server to refuse.</summary>
    private static (string Collection, IReadOnlyList<IndexDefinition> Indexes)? Read(Statement statement)
    {
        var command = EjsonElement.Parse(statement.Text);
        if (command.Field("createIndexes") is not { ValueKind: JsonValueKind.String } collection
            || command.Field("indexes") is not { ValueKind: JsonValueKind.Array } indexes
            || !indexes.EnumerateArray().All(index => index.Field("key") is not null && index.Field("name") is { ValueKind: JsonValueKind.String }))
            return null;

        return (collection.GetString()!, [.. indexes.EnumerateArray().Select(IndexDefinition.Read)]);
    }

    private StepFailedException Different(Statement statement, string collection, IndexDefinition wanted, IndexDefinition there) =>
        new(run.Step, $"'{collection}' has an index that is in the way and different: wanted is {wanted}, there is {there}")
        {
            Fault = DocumentStepFailure.Fault(statement, run.Step.Section.Statements.Index().First(entry => ReferenceEquals(entry.Item, statement)).Index + 1),
            ChangedNothing = true,
            WayOut = $"Nothing was built. Drop the index '{there.Name}' if it is not needed, or change the migration, and run again.",
        };
}
