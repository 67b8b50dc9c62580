namespace Lms.Migrations.Catalog.Sql;

/// <summary>Reads one <c>.sql</c> migration: description, sections, options, statements.</summary>
/// <remarks>The format is a superset of dbmate's.</remarks>
internal sealed class SqlMigrationParser(string file, string text)
{
    private readonly List<CatalogFault> faults = [];
    private readonly Dictionary<SectionKind, ParsedSection> sections = [];
    private readonly List<SqlToken> preamble = [];
    private StatementSplitter? open;
    private SectionMarker? openMarker;
    private bool skipping;

    /// <summary>Parses the file; null when there is any fault, each of which is added to <paramref name="found"/>.</summary>
    public static Migration? Parse(string file, string text, MigrationVersion version, string name, List<CatalogFault> found)
    {
        var parser = new SqlMigrationParser(file, text);
        var migration = parser.Parse(version, name);
        found.AddRange(parser.faults);
        return parser.faults.Count == 0 ? migration : null;
    }

    private Migration? Parse(MigrationVersion version, string name)
    {
        ReadSections();
        CheckSections();
        if (faults.Count > 0)
            return null;

        var up = sections[SectionKind.Up];
        var verify = sections.GetValueOrDefault(SectionKind.Verify);
        var down = sections.GetValueOrDefault(SectionKind.Down);
        return new Migration(
            version, name, Description(), file, StatementChecksum.Of(up.Statements),
            up.ToSection(), verify?.ToSection().Statements ?? [], down?.ToSection());
    }

    private void ReadSections()
    {
        var tokenizer = new SqlTokenizer(text);
        while (tokenizer.TryRead(out var token))
        {
            if (token.Kind == SqlTokenKind.LineComment && SectionMarker.IsIntended(token.In(text)))
                BeginSection(token);
            else if (open is not null)
                open.Add(token);
            else if (!skipping)
                preamble.Add(token);
        }

        EndSection();
        if (tokenizer.Fault is { } fault)
            Report(fault.Line, fault.Message);
    }

    private void BeginSection(SqlToken token)
    {
        EndSection();
        var startsLine = token.Start == 0 || text[token.Start - 1] == '\n';
        openMarker = SectionMarker.Read(token.In(text).TrimEnd(), token.Line, startsLine, out var fault);
        open = openMarker is null ? null : new StatementSplitter(text);
        skipping = openMarker is null;
        if (fault is not null)
            Report(token.Line, fault);
    }

    private void EndSection()
    {
        if (open is null || openMarker is null)
            return;

        var optionFaults = new List<string>();
        var options = SectionOptionsParser.Parse(openMarker, optionFaults);
        foreach (var fault in optionFaults)
            Report(openMarker.Line, fault);

        if (!sections.TryAdd(openMarker.Kind, new ParsedSection(openMarker, open.Finish(), options)))
            Report(openMarker.Line, $"a second {Name(openMarker.Kind)} section; the first is in line {sections[openMarker.Kind].Marker.Line}");
        open = null;
    }

    private void CheckSections()
    {
        if (preamble.FirstOrDefault(token => !token.IsComment) is { End: > 0 } stray)
            Report(stray.Line, "a statement before the first marker; it belongs below '-- migrate:up'");

        if (!sections.TryGetValue(SectionKind.Up, out var up))
        {
            if (!skipping && faults.Count == 0)
                Report(1, "no '-- migrate:up' section; a migration needs one");
        }
        else if (up.Statements.Count == 0)
        {
            Report(up.Marker.Line, "the up section is empty; it needs at least one statement");
        }

        foreach (var section in sections.Values)
            CheckSection(section, up);
    }

    private void CheckSection(ParsedSection section, ParsedSection? up)
    {
        if (up is not null && section.Marker.Line < up.Marker.Line)
            Report(section.Marker.Line, $"the {Name(section.Marker.Kind)} section must come after the up section");

        if (section.Marker.Kind == SectionKind.Verify && section.Statements.Count == 0)
            Report(section.Marker.Line, "the verify section is empty; it needs at least one query, or must be left out");

        foreach (var (line, message) in StatementRules.Check(section.Statements, section.Options.Transaction))
            Report(line, message);
    }

    private string? Description()
    {
        var lines = preamble
            .TakeWhile(token => token.Kind == SqlTokenKind.LineComment)
            .Select(token => text[token.Start..token.End].TrimStart('-').Trim())
            .Where(line => line.Length > 0);
        var description = string.Join(' ', lines);
        return description.Length > 0 ? description : null;
    }

    private void Report(int line, string message) => faults.Add(new CatalogFault(file, line, message));

    private static string Name(SectionKind kind) => kind switch
    {
        SectionKind.Up => "up",
        SectionKind.Verify => "verify",
        _ => "down",
    };

    private sealed record ParsedSection(SectionMarker Marker, IReadOnlyList<TokenizedStatement> Statements, SectionOptions Options)
    {
        public MigrationSection ToSection() =>
            new([.. Statements.Select(statement => new Statement(statement.Text, statement.Line))], Options);
    }
}
