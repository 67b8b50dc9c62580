using System.Globalization;
using Lms.EmbeddedPostgres.Machines;

namespace Lms.EmbeddedPostgres.Sources;

/// <summary>PostgreSQL programs that can be run, wherever they came from.</summary>
internal sealed record PostgresInstallation(PostgresSource Source, string BinDirectory, Version Version)
{
    /// <summary>Libraries that the server must load before it starts, in this order.</summary>
    public static readonly IReadOnlyList<string> DocumentLibraries = ["pg_cron", "pg_documentdb_core", "pg_documentdb"];

    private string LibraryDirectory => Path.Combine(BinDirectory, "..", "lib");

    public bool HasDocuments => DocumentLibraries.All(library => File.Exists(Path.Combine(LibraryDirectory, library + ".so")));

    public string Program(string name) => Path.Combine(BinDirectory, name);

    /// <summary>Asks the server program for its version, which also proves that it runs here.</summary>
    public static async Task<PostgresInstallation> ProbeAsync(
        PostgresSourceKind kind, string path, string binDirectory, CancellationToken cancellationToken)
    {
        var answer = await new Command(Path.Combine(binDirectory, "postgres"), "--version")
            .RunAsync(cancellationToken).ConfigureAwait(false);
        return new PostgresInstallation(new PostgresSource(kind, path), binDirectory, ParseVersion(answer));
    }

    /// <summary>Reads <c>postgres (PostgreSQL) 18.6 (Debian 18.6-3)</c> or <c>… 19beta1</c>.</summary>
    internal static Version ParseVersion(string answer)
    {
        var word = answer.Split(' ', StringSplitOptions.TrimEntries).ElementAtOrDefault(2) ?? "";
        var digits = string.Concat(word.TakeWhile(c => c == '.' || char.IsAsciiDigit(c))).Split('.');
        return int.TryParse(digits[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            ? new Version(major, digits.Length > 1 && int.TryParse(digits[1], out var minor) ? minor : 0)
            : throw new EmbeddedPostgresException($"'{answer.Trim()}' is not a version of PostgreSQL.");
    }
}
