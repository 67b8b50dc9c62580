using FsCheck;
using FsCheck.Fluent;
using Lms.Migrations.Catalog.Sql;

namespace Lms.Migrations.Tests.Catalog;

/// <summary>Laws that hold for any text, tried on random ones.</summary>
public sealed class SqlPropertyTests
{
    private static readonly Config Thoroughly = Config.QuickThrowOnFailure.WithMaxTest(1_000);

    /// <summary>Every beginning and end of a token that means something to the scanner, in any order.</summary>
    private static readonly Gen<string> AnyText =
        Gen.Elements(
            "'", "\"", "$", "$$", "$a$", "$1", "E'", "U&'", "U&\"", "U&", "\\", "\\'", "--", "/*", "*/", "\n", " ", "\t", ";", ".", "..", "1", "0x",
            "1e", "e-", "+", "-", "*", "/", "@", "(", ")", "a", "é", "表", "😀", "\uD800", "\0", "\u00A0", "begin", "atomic", "create function", "end", "case")
            .ListOf().Select(string.Concat);

    private static readonly Gen<string> Token = Gen.Elements(
        "a", "SELECT", "größe", "_x$1", "1", "2.50", "1e-3", ".5", "0xFF", "$1", "'text'", "'it''s; -- no comment'", "E'\\';'", "\"A;\"", "$$;$$",
        "$t$ /* ; $$ $t$", "B'01'", "N'n'", "U&'\\0061'", "(", ")", ",", ".", "+", "-", "*", "<=", "@-", "->>", "::", "[", "]", "BEGIN", "END", "CASE");

    private static readonly Gen<string> Gap = Gen.Elements(
        " ", "\n", "\t\f\v ", "  \n  ", " /* ; ' */ ", " /* a /* b */ $$ */", " -- it's ; here\n", "\n-- one\n\n-- two\n");

    private static readonly Gen<string[]> Statement = Token.NonEmptyListOf().Select(tokens => tokens.ToArray());

    private static readonly Gen<string[][]> Statements =
        Statement.Where(Balanced).NonEmptyListOf().Select(statements => statements.ToArray());

    [Fact]
    public void Any_text_is_read_to_its_end_and_only_white_space_lies_between_tokens() =>
        Check.One(Thoroughly, Prop.ForAll(AnyText.ToArbitrary(), text =>
        {
            var end = 0;
            var line = 1;
            var tokenizer = new SqlTokenizer(text);
            while (tokenizer.TryRead(out var token))
            {
                Assert.True(token.Start >= end && token.End > token.Start, "tokens advance");
                Assert.True(text[end..token.Start].All(SqlCharacters.IsWhiteSpace), "nothing is left out");
                line += text[end..token.Start].Count(character => character == '\n');
                Assert.Equal(line, token.Line);
                line += text[token.Start..token.End].Count(character => character == '\n');
                end = token.End;
            }

            Assert.True(tokenizer.Fault is { Line: > 0 } || text[end..].All(SqlCharacters.IsWhiteSpace));
        }));

    [Fact]
    public void Any_text_can_be_split() =>
        Check.One(Thoroughly, Prop.ForAll(AnyText.Where(text => SqlSource.Fault(text) is null).ToArbitrary(), text =>
        {
            var split = SqlSource.Split(text);
            Assert.All(split, statement => Assert.Equal(statement.Text, text.Substring(statement.Tokens[0].Start, statement.Text.Length)));
            Assert.Equal(64, StatementChecksum.Of(split).Length);
        }));

    [Fact]
    public void Comments_and_white_space_between_tokens_leave_the_checksum()
    {
        var written =
            from statements in Statements
            from gaps in Gap.ArrayOf(statements.Sum(statement => statement.Length + 1))
            select (statements, gaps);
        Check.One(Thoroughly, Prop.ForAll(written.ToArbitrary(), both =>
            SqlSource.Checksum(Write(both.statements, both.gaps)) == SqlSource.Checksum(Write(both.statements))));
    }

    [Fact]
    public void Another_token_anywhere_changes_the_checksum()
    {
        var changed =
            from statements in Statements
            from index in Gen.Choose(0, statements.Length - 1)
            from at in Gen.Choose(0, statements[index].Length - 1)
            from token in Token
            where token != statements[index][at]
            let statement = statements[index].Select((old, place) => place == at ? token : old).ToArray()
            where Balanced(statement)
            select (statements, changed: statements.Select((old, place) => place == index ? statement : old).ToArray());
        Check.One(Thoroughly, Prop.ForAll(changed.ToArbitrary(), both =>
            SqlSource.Checksum(Write(both.statements)) != SqlSource.Checksum(Write(both.changed))));
    }

    [Fact]
    public void Another_character_in_a_literal_changes_the_checksum()
    {
        var literal =
            from text in Gen.Elements('a', 'b', ' ', '\n', ';', '-', '/', '*', '$', '"', '\\', 'é').NonEmptyListOf().Select(characters => string.Concat(characters))
            from at in Gen.Choose(0, text.Length - 1)
            from quote in Gen.Elements("'", "$$", "$q$")
            where !text.Contains('$') || quote == "'"
            select (before: $"SELECT {quote}{text}{quote}", after: $"SELECT {quote}{text[..at]}x{text[(at + 1)..]}{quote}");
        Check.One(Thoroughly, Prop.ForAll(literal.ToArbitrary(), both => SqlSource.Checksum(both.before) != SqlSource.Checksum(both.after)));
    }

    [Fact]
    public void Statements_that_are_joined_are_split_into_the_same_again() =>
        Check.One(Thoroughly, Prop.ForAll(Statements.ToArbitrary(), statements =>
        {
            var split = SqlSource.Statements(Write(statements));

            Assert.Equal(statements.Length, split.Count);
            Assert.Equal(split, SqlSource.Statements(string.Join(";\n-- next;\n", split)));
        }));

    private static string Write(string[][] statements, string[]? gaps = null)
    {
        var next = 0;
        string Gap() => gaps?[next++] ?? " ";
        return string.Concat(statements.Select(tokens => string.Concat(tokens.Select(token => token + Gap())) + ";" + Gap()));
    }

    /// <summary>Whether a semicolon after these tokens ends a statement.</summary>
    private static bool Balanced(string[] tokens)
    {
        var depth = 0;
        foreach (var token in tokens)
            depth = Math.Max(0, depth + token switch { "(" => 1, ")" => -1, _ => 0 });
        return depth == 0;
    }
}
