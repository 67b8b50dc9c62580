using System.Text;

namespace Lms.Migrations.Catalog.Sql;

/// <summary>Reads one <c>.sql</c> migration: description, sections, options, statements.</summary>
/// <remarks>The format is a superset of dbmate's.</remarks>
internal sealed class SqlMigrationParser(string file, string text)
{
    private readonly List<CatalogFault> faults = [];
    private readonly List<ParsedSection> sections = [];
    private readonly List<SqlToken> preamble = [];
    private StatementSplitter? open;
    private SectionMarker? openMarker;
    private bool skipping;
    private bool hasUnknownSection;
    private LexicalFault? lexicalFault;
    private BackfillSection? backfill;

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

        var (up, checksum) = backfill is not null
            ? (backfill.Up, backfill.Checksum)
            : (Find(SectionKind.Up)!.ToSection(), StatementChecksum.Of(Find(SectionKind.Up)!.Statements));
        return new Migration(
            version, name, Description(), file, checksum, up,
            Find(SectionKind.Verify)?.ToSection().Statements ?? [], backfill?.Down ?? Find(SectionKind.Down)?.ToSection());
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
        lexicalFault = tokenizer.Fault;
        if (lexicalFault is not null)
            Report(lexicalFault.Line, lexicalFault.Message);
    }

    private void BeginSection(SqlToken token)
    {
        EndSection();
        var startsLine = token.Start == 0 || text[token.Start - 1] == '\n';
        openMarker = SectionMarker.Read(token.In(text).TrimEnd(), token.Line, startsLine, out var fault);
        open = openMarker is null ? null : new StatementSplitter(text);
        skipping = openMarker is null;
        hasUnknownSection |= skipping;
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

        if (Find(openMarker.Kind) is { } first)
            Report(openMarker.Line, $"a second {SectionMarker.NameOf(openMarker.Kind)} section; the first is in line {first.Marker.Line}");
        sections.Add(new ParsedSection(openMarker, open.Finish(), options));
        open = null;
    }

    private void CheckSections()
    {
        if (preamble.Find(token => !token.IsComment) is { End: > 0 } stray)
            Report(stray.Line, "a statement before the first marker; it belongs below '-- migrate:up'");
        else if (Main is null && !hasUnknownSection && lexicalFault is null)
            Report(1, "no '-- migrate:up' section; a migration needs one, or a '-- migrate:backfill' section");

        foreach (var section in sections)
            CheckSection(section);

        if (Find(SectionKind.Backfill) is { } asked)
            CheckBackfill(asked);
    }

    private void CheckBackfill(ParsedSection section)
    {
        if (Find(SectionKind.Up) is { } up)
        {
            Report(
                Math.Max(up.Marker.Line, section.Marker.Line),
                "a migration has an up section or a backfill section, not both; put the schema change into a migration of its own before this one");
        }

        // After an unterminated quote nobody knows what the statement is.
        if (lexicalFault is null)
            backfill = BackfillSection.Parse(section.Marker, section.Statements, section.Options, Report);
        if (backfill is { Down: not null } && Find(SectionKind.Down) is { } down)
            Report(down.Marker.Line, "undo is given, and so the journal undoes this backfill; leave the down section out, or write undo:none");
    }

    private void CheckSection(ParsedSection section)
    {
        var (marker, statements, options) = section;
        if (marker.Kind is SectionKind.Verify or SectionKind.Down && Main is { } main && marker.Line < main.Marker.Line)
        {
            Report(marker.Line,
                $"the {SectionMarker.NameOf(marker.Kind)} section must come after the {SectionMarker.NameOf(main.Marker.Kind)} section");
        }

        if (marker.Kind == SectionKind.Backfill)
            return;

        foreach (var (line, message) in StatementRules.Check(statements, options.Transaction))
            Report(line, message);

        // After an unterminated quote nobody knows what else the section holds.
        if (lexicalFault is not null)
            return;

        if (marker.Kind != SectionKind.Down && statements.Count == 0)
            Report(marker.Line, marker.Kind == SectionKind.Up
                ? "the up section is empty; it needs at least one statement"
                : "the verify section is empty; it needs at least one query, or must be left out");

        if (!options.Transaction && StatementRules.FindOpenTransaction(statements) is { } open)
            Report(open.Line, "this transaction is begun and not ended in the same section");
    }

    /// <summary>What applying runs.</summary>
    private ParsedSection? Main => Find(SectionKind.Up) ?? Find(SectionKind.Backfill);

    private ParsedSection? Find(SectionKind kind) => sections.Find(section => section.Marker.Kind == kind);

    /// <summary>The file's first paragraph of comment, as one line.</summary>
    private string? Description()
    {
        var description = new StringBuilder();
        for (var i = 0; i < preamble.Count; i++)
        {
            var comment = preamble[i];
            if (comment.Kind != SqlTokenKind.LineComment || comment.Line != preamble[0].Line + i)
                break;

            var line = comment.In(text).TrimStart('-').Trim();
            if (line.Length > 0)
                description.Append(description.Length > 0 ? " " : "").Append(line);
        }

        return description.Length > 0 ? description.ToString() : null;
    }

    private void Report(int line, string message) => faults.Add(new CatalogFault(file, line, message));

    private sealed record ParsedSection(SectionMarker Marker, IReadOnlyList<TokenizedStatement> Statements, SectionOptions Options)
    {
        public MigrationSection ToSection() =>
            new([.. Statements.Select(statement => new Statement(statement.Text, statement.Line))], Options);
    }
}
