using Lms.Migrations.Catalog.Sql;

namespace Lms.Migrations.Tests.Catalog;

public sealed class SqlTokenizerTests
{
    [Theory]
    [InlineData("'plain'")]
    [InlineData("''")]
    [InlineData("'it''s; fine'")]
    [InlineData("'a backslash \\'")]
    [InlineData("E'a \\' quote; a \\\\'")]
    [InlineData("e'doubled '' quote; '")]
    [InlineData("U&'d\\0061t\\+000061;'")]
    [InlineData("u&\"d\\0061t;a\"")]
    [InlineData("B'0101'")]
    [InlineData("X'1FF;'")]
    [InlineData("N'national;'")]
    [InlineData("\"a \"\"quoted\"\"; name\"")]
    [InlineData("$$; ' \" -- /* $$")]
    [InlineData("$body$ $$ ; $$ $bod$ $Body$ $body$")]
    [InlineData("$_tag_1$;$_tag_1$")]
    [InlineData("$größe$;$größe$")]
    [InlineData("'a\nb;\nc'")]
    public void A_quoted_text_is_one_token(string quoted)
    {
        Assert.Equal(["SELECT", quoted, ";"], SqlSource.Words($"SELECT {quoted};"));
        Assert.Equal(SqlTokenKind.Quoted, SqlSource.Tokens(quoted)[0].Kind);
    }

    [Theory]
    [InlineData("E'a'\n  'it\\'s;'", "E'a'|'it\\'s;'")]
    [InlineData("E'a' -- more follows\n-- and more\n'it\\'s;'\n'\\''", "E'a'|-- more follows|-- and more|'it\\'s;'|'\\''")]
    [InlineData("E'a', '\\'", "E'a'|,|'\\'")]
    [InlineData("E'a',\n'\\'", "E'a'|,|'\\'")]
    public void An_escape_string_goes_on_as_one_where_the_next_line_continues_it(string text, string words) =>
        Assert.Equal(words.Split('|'), SqlSource.Words(text));

    [Theory]
    [InlineData("-- a; 'b")]
    [InlineData("--")]
    [InlineData("/* a; 'b */")]
    [InlineData("/* outer /* inner; */ -- still outer */")]
    [InlineData("/*/ a */")]
    [InlineData("/**/")]
    public void A_comment_is_one_token(string comment)
    {
        Assert.Equal(["a", comment, "b"], SqlSource.Words($"a {comment}\nb"));
        Assert.True(SqlSource.Tokens(comment)[0].IsComment);
    }

    [Theory]
    [InlineData("1.5e-3", "1.5e-3")]
    [InlineData("1e+10-1", "1e+10|-|1")]
    [InlineData(".5+.25", ".5|+|.25")]
    [InlineData("1..2", "1|..|2")]
    [InlineData("0x1e-3", "0x1e|-|3")]
    [InlineData("1_000.5", "1_000.5")]
    [InlineData("a[1:2]", "a|[|1|:|2|]")]
    [InlineData("1;", "1|;")]
    [InlineData("1$$;$$", "1|$$;$$")]
    [InlineData("1.", "1.")]
    public void Numbers_are_read_as_the_server_reads_them(string text, string words) =>
        Assert.Equal(words.Split('|'), SqlSource.Words(text));

    [Theory]
    [InlineData("a--b", "a|--b")]
    [InlineData("a+--b", "a|+|--b")]
    [InlineData("a</*c*/b", "a|<|/*c*/|b")]
    [InlineData("5*-1", "5|*|-|1")]
    [InlineData("a=-1", "a|=|-|1")]
    [InlineData("a=+-1", "a|=|+|-|1")]
    [InlineData("a@-1", "a|@-|1")]
    [InlineData("a->>'b'#>'c'", "a|->>|'b'|#>|'c'")]
    [InlineData("a||'b'", "a||||'b'")]
    [InlineData("a<>b", "a|<>|b")]
    [InlineData("-1", "-|1")]
    [InlineData("$1+$23", "$1|+|$23")]
    [InlineData("f(a,b)", "f|(|a|,|b|)")]
    public void Operators_end_where_the_server_ends_them(string text, string words)
    {
        var expected = text == "a||'b'" ? ["a", "||", "'b'"] : words.Split('|');
        Assert.Equal(expected, SqlSource.Words(text));
    }

    [Theory]
    [InlineData("a$b$c")]
    [InlineData("größe")]
    [InlineData("表")]
    [InlineData("_x1")]
    [InlineData("begin")]
    [InlineData("a\u00A0b")]
    public void An_identifier_is_one_word(string identifier) =>
        Assert.Equal(SqlTokenKind.Word, Assert.Single(SqlSource.Tokens(identifier)).Kind);

    [Fact]
    public void Each_token_knows_its_line()
    {
        var tokens = SqlSource.Tokens("a\n'x\ny' /* 1\n2\n*/ b\n\n$$\n\n$$ c -- d\n; E'\n' e\f\n\tf");

        Assert.Equal(
            ["a:1", "'x\ny':2", "/* 1\n2\n*/:3", "b:5", "$$\n\n$$:7", "c:9", "-- d:9", ";:10", "E'\n':10", "e:11", "f:12"],
            tokens.Select(token => $"{token.In("a\n'x\ny' /* 1\n2\n*/ b\n\n$$\n\n$$ c -- d\n; E'\n' e\f\n\tf")}:{token.Line}"));
    }

    [Theory]
    [InlineData("SELECT 1;\n\n  'never ended\nSELECT 2;", 3, "string", "'")]
    [InlineData("SELECT E'ends with \\'", 1, "string", "'")]
    [InlineData("a\n\"b", 2, "quoted identifier", "\"")]
    [InlineData("a\n/* b /* c */", 2, "comment", "*/")]
    [InlineData("a\nb $tag$ c $tg$", 2, "dollar quote", "$tag$")]
    [InlineData("U&'a", 1, "string", "'")]
    public void What_is_never_ended_is_a_fault_where_it_begins(string text, int line, string what, string close)
    {
        var fault = SqlSource.Fault(text);

        Assert.NotNull(fault);
        Assert.Equal(line, fault.Line);
        Assert.Contains($"unterminated {what}", fault.Message);
        Assert.EndsWith($"no closing {close} follows", fault.Message);
    }
}
