using Lms.Migrations.Catalog;
using Lms.Migrations.Catalog.Json;

namespace Lms.Migrations.Seeding;

/// <summary>Documents of a seeder that the server computes, each from its number.</summary>
/// <param name="Text">As in the file.</param>
/// <param name="Line">The 1-based line where it begins.</param>
/// <param name="Collection">Where they go.</param>
/// <param name="PerScale">How many at scale 1; 1–20,000, so that every number at every scale fits a 32-bit integer.</param>
/// <param name="Variable">The name under which expressions read the number: <c>n</c> for <c>$$n</c>.</param>
/// <param name="Let">Variables for the expressions, each of which may use those before it; value as Extended JSON.</param>
/// <param name="Document">The document, as an aggregation expression in Extended JSON.</param>
/// <param name="Since">Fields that documents have once a migration is applied, in ascending order of version; as Extended JSON.</param>
internal sealed record GenerateStatement(
    string Text,
    int Line,
    string Collection,
    int PerScale,
    string Variable,
    IReadOnlyList<(string Name, string Value)> Let,
    string Document,
    IReadOnlyList<(MigrationVersion Version, string Fields)> Since) : Statement(Text, Line)
{
    /// <summary>How many documents there are at a scale; a fraction of one is none.</summary>
    public int CountAt(decimal scale) => (int)(PerScale * scale);

    /// <summary>One document as an expression of its number, in the shape that those migrations give it.</summary>
    public string ExpressionFor(IReadOnlySet<MigrationVersion> applied)
    {
        var fields = Since.Where(addition => applied.Contains(addition.Version)).Select(addition => ", " + addition.Fields).ToList();
        var document = fields.Count == 0 ? Document : $$"""{"$mergeObjects": [{{Document}}{{string.Concat(fields)}}]}""";
        return Let.Reverse().Aggregate(
            document, (inner, variable) => $$$"""{"$let": {"vars": {{{{JsonText.Quote(variable.Name)}}}: {{{variable.Value}}}}, "in": {{{inner}}}}}""");
    }

    /// <summary>The command that computes the documents from <paramref name="first"/> up to and without <paramref name="end"/>.</summary>
    public string Generate(string expression, int first, int end) => $$"""
        {"aggregate": 1, "cursor": {"batchSize": {{end - first}}}, "pipeline": [{"$documents": {"$map": {
          "input": {"$range": [{{first}}, {{end}}]}, "as": {{JsonText.Quote(Variable)}}, "in": {{expression}} } } }] }
        """;

    /// <summary>The command that inserts documents of which any may be there already.</summary>
    public string Insert(string documents) =>
        $$"""{"insert": {{JsonText.Quote(Collection)}}, "ordered": false, "documents": {{documents}}}""";
}
