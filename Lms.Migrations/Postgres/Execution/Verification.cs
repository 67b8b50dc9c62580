using Lms.Migrations.Catalog;
using Lms.Migrations.Failures;
using Npgsql;

namespace Lms.Migrations.Postgres.Execution;

/// <summary>Runs the queries of a verify section, each of which must return no row.</summary>
internal sealed class Verification(StepRun run)
{
    private const int ShownRows = 3;
    private const int ShownCharacters = 60;

    /// <exception cref="StepFailedException">A query returned rows; the first ones are in the detail.</exception>
    public async Task CheckAsync(IReadOnlyList<Statement> queries, CancellationToken cancellationToken)
    {
        foreach (var query in queries)
        {
            try
            {
                await CheckAsync(query, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException exception) when (PostgresStepFailure.Explain(run.Step, exception, query) is { } failure)
            {
                throw failure;
            }
        }
    }

    private async Task CheckAsync(Statement query, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(query.Text, run.Connection) { AllResultTypesAreUnknown = true };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        var shown = new List<string>();
        var count = 0;
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (count++ < ShownRows)
                shown.Add(Describe(reader));
        }

        if (count > 0)
            throw new StepFailedException(run.Step, $"verification failed: this query must return no row and returned {count}")
            {
                Fault = new StatementFault
                {
                    Line = query.Line,
                    Text = query.Text,
                    Detail = string.Join("; ", shown) + (count > shown.Count ? "; …" : ""),
                },
                WayOut = PostgresStepFailure.Remains(run.Step),
            };
    }

    private static string Describe(NpgsqlDataReader reader) => string.Join(", ", Enumerable.Range(0, reader.FieldCount)
        .Select(column => $"{reader.GetName(column)}={(reader.IsDBNull(column) ? "NULL" : Shorten(reader.GetString(column)))}"));

    private static string Shorten(string value) => value.Length <= ShownCharacters ? value : string.Concat(value.AsSpan(0, ShownCharacters), "…");
}
