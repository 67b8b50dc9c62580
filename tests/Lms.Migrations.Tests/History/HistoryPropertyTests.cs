using Lms.Migrations.Catalog;
using Lms.Migrations.History;
using Lms.Testing;

namespace Lms.Migrations.Tests.History;

/// <summary>Many questions made up by chance, each with the answer that a plain reading of the contract gives.</summary>
public abstract class HistoryPropertyTests : HistoryTest
{
    private const int Events = 400;
    private const int Questions = 150;

    private static readonly string[] Actors = ["ada", "Ada", "bob"];
    private static readonly string[] Versions = ["1", "001", "2", "010"];
    private static readonly string[] Words = ["Release", "größer", "ÄRGER", "50%", "a_b", "x.sql:3", "(why)", "→"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Every_question_has_the_answer_that_its_words_say(int seed)
    {
        var random = new Random(seed);
        var events = Enumerable.Range(1, Events).Select(id => AnyEvent(id, random)).ToList();
        await HappenedAsync([.. events]);

        var answered = 0;
        for (var question = 0; question < Questions; question++)
        {
            var query = AnyQuery(random);
            List<long> answer = [.. Answer(events, query)];
            Assert.Equal(answer, await FindAsync(query));
            answered += answer.Count > 0 ? 1 : 0;
        }

        Assert.InRange(answered, Questions / 2, Questions - 1);
    }

    private static IEnumerable<long> Answer(IEnumerable<HistoryEvent> events, HistoryQuery query) => events
        .Where(happened => Fits(happened, query)).Select(happened => happened.Id).OrderDescending().Take(query.Limit);

    private static bool Fits(HistoryEvent happened, HistoryQuery query) =>
        (query.Before is null || happened.Id < query.Before)
        && (query.Kinds.Count == 0 || query.Kinds.Contains(happened.Kind))
        && (query.Outcome is null || happened.Outcome == query.Outcome)
        && (query.Actor is null || happened.Actor == query.Actor)
        && (query.Version is null || happened.Version == query.Version)
        && (query.RunId is null || happened.RunId == query.RunId)
        && (query.From is null || happened.At >= query.From)
        && (query.To is null || happened.At < query.To)
        && (query.Text is null || ((string?[])[happened.Name, happened.Reason, happened.Error, happened.Detail])
            .Any(field => field?.Contains(query.Text, StringComparison.OrdinalIgnoreCase) == true));

    private static HistoryEvent AnyEvent(int id, Random random) => Event(id) with
    {
        At = At(id), Kind = Any<HistoryEventKind>(random), Outcome = Any<HistoryOutcome>(random), Actor = Any(Actors, random),
        RunId = AnyRun(random), Version = Perhaps(random) ? MigrationVersion.Parse(Any(Versions, random)) : null, Name = AnyText(random),
        Reason = AnyText(random), Error = AnyText(random), Detail = AnyText(random),
    };

    private static HistoryQuery AnyQuery(Random random)
    {
        var from = random.Next(Events);
        return new HistoryQuery
        {
            Limit = random.Next(1, 60),
            Before = Rarely(random) ? random.Next(1, Events) : null,
            Kinds = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Any<HistoryEventKind>(random))],
            Outcome = Rarely(random) ? Any<HistoryOutcome>(random) : null,
            Actor = Rarely(random) ? Any(Actors, random) : null,
            Version = Rarely(random) ? MigrationVersion.Parse(Any(Versions, random)) : null,
            RunId = Rarely(random) ? AnyRun(random) : null,
            From = Rarely(random) ? At(from) : null,
            To = Rarely(random) ? At(from + random.Next(1, Events)) : null,
            Text = Rarely(random) ? Piece(Any(Words, random), random) : null,
        };
    }

    private static string Piece(string word, Random random)
    {
        var first = random.Next(word.Length);
        var piece = word.Substring(first, random.Next(1, word.Length - first + 1));
        return Perhaps(random) ? piece.ToUpperInvariant() : piece.ToLowerInvariant();
    }

    private static string? AnyText(Random random) => Perhaps(random) ? $"{Any(Words, random)} {Any(Words, random)}" : null;

    private static Guid AnyRun(Random random) => Guid.Parse($"018f4e6a-0000-7000-8000-{random.Next(8):000000000000}");

    private static T Any<T>(Random random)
        where T : struct, Enum => Any(Enum.GetValues<T>(), random);

    private static T Any<T>(T[] values, Random random) => values[random.Next(values.Length)];

    private static bool Perhaps(Random random) => random.Next(2) == 0;

    private static bool Rarely(Random random) => random.Next(4) == 0;
}

public sealed class PostgresHistoryPropertyTests(PostgresServer server) : HistoryPropertyTests
{
    protected override async Task<HistorySubject> CreateSubjectAsync() => new PostgresHistorySubject(await server.CreateDatabaseAsync(Token));
}

public sealed class DocumentHistoryPropertyTests(PostgresServer server) : HistoryPropertyTests
{
    protected override async Task<HistorySubject> CreateSubjectAsync() => new DocumentHistorySubject(await server.CreateDocumentDatabaseAsync(Token));
}
