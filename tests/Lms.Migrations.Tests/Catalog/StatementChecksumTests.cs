using System.Text;
using Lms.Migrations.Catalog;
using Lms.Testing;

namespace Lms.Migrations.Tests.Catalog;

public sealed class StatementChecksumTests
{
    private const string Plain =
        "-- migrate:up\nCREATE TABLE t (\n    a int DEFAULT 5*-1,\n    b text DEFAULT 'x y',\n    \"C\" text\n);\nSELECT $$ body $$;\n";

    public static TheoryData<string, string> Harmless => new()
    {
        { "no change", Plain },
        { "carriage returns and line feeds", Plain.Replace("\n", "\r\n") },
        { "carriage returns", Plain.Replace('\n', '\r') },
        { "byte-order mark", "\uFEFF" + Plain },
        { "licence header", "-- Copyright somebody.\n-- All rights reserved.\n\n" + Plain },
        { "licence header in a block comment", "/* Copyright\n * somebody; all rights reserved. */\n" + Plain },
        { "indentation", Plain.Replace("    ", "\t") },
        { "one line", Plain.Replace("up\n", "up;").Replace("\n    ", " ").Replace("up;", "up\n") },
        { "comments", Plain.Replace("a int", "a /* the; 'first' */ int -- and\n").Replace("SELECT", "/* outer /* inner */ */ SELECT") },
        { "blanks between symbols", Plain.Replace("5*-1", "5 * - 1").Replace("t (", "t(") },
        { "last semicolon", Plain.TrimEnd('\n', ';') },
        { "more semicolons", Plain.Replace(";", ";;") + ";" },
        { "blank lines at the end", Plain + "\n\n   \n" },
        { "options", Plain.Replace("migrate:up", "migrate:up lock_timeout:2s") },
        { "a down section", Plain + "-- migrate:down\nDROP TABLE t;\n" },
    };

    public static TheoryData<string, string> Harmful => new()
    {
        { "keyword", Plain.Replace("int", "bigint") },
        { "number", Plain.Replace("5*", "6*") },
        { "operator", Plain.Replace("5*-1", "5*+1") },
        { "blank in a literal", Plain.Replace("x y", "x  y") },
        { "line break in a literal", Plain.Replace("x y", "x\ny") },
        { "comment-like text in a literal", Plain.Replace("x y", "x /**/y") },
        { "case of a literal", Plain.Replace("x y", "X y") },
        { "kind of a literal", Plain.Replace("'x y'", "E'x y'") },
        { "case of a quoted identifier", Plain.Replace("\"C\"", "\"c\"") },
        { "quotes of an identifier", Plain.Replace("\"C\"", "C") },
        { "blank in a dollar quote", Plain.Replace(" body ", " body") },
        { "comment in a dollar quote", Plain.Replace(" body ", " body -- why\n") },
        { "name", Plain.Replace("TABLE t", "TABLE u") },
        { "order", Plain.Replace("a int", "z int").Replace("b text", "a text") },
        { "a statement less", Plain[..Plain.IndexOf("SELECT", StringComparison.Ordinal)] },
        { "a statement more", Plain + "SELECT 1;" },
        { "where a statement ends", Plain.Replace("SELECT", "; SELECT").Replace("int DEFAULT", "int; DEFAULT").Replace("t (", "t ").Replace("\n);", "\n;") },
    };

    [Theory, MemberData(nameof(Harmless))]
    public async Task What_the_server_does_not_see_leaves_the_checksum(string change, string text) =>
        Assert.True(await ChecksumAsync(Plain) == await ChecksumAsync(text), change);

    [Theory, MemberData(nameof(Harmful))]
    public async Task What_the_server_sees_changes_the_checksum(string change, string text) =>
        Assert.False(await ChecksumAsync(Plain) == await ChecksumAsync(text), change);

    [Fact]
    public async Task No_two_changes_have_the_same_checksum()
    {
        var checksums = new HashSet<string>();
        foreach (var row in Harmful)
            Assert.True(checksums.Add(await ChecksumAsync(row.Data.Item2)), row.Data.Item1);
    }

    // Recorded in databases: a change of the format would make every applied migration look modified.
    [Fact]
    public async Task The_checksum_of_a_known_file_stays_for_ever() =>
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("CREATE TABLE t ( a int DEFAULT 5 * - 1 , b text DEFAULT 'x y' , \"C\" text ) \nSELECT $$ body $$ \n"u8)),
            await ChecksumAsync(Plain));

    private static async Task<string> ChecksumAsync(string text)
    {
        using var directory = new CatalogDirectory();
        await File.WriteAllBytesAsync(Path.Combine(directory.Path, "1.sql"), Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);
        var catalog = await CatalogReader.ReadAsync(directory.Path, TestContext.Current.CancellationToken);
        return Assert.Single(catalog.Migrations).Checksum;
    }
}
